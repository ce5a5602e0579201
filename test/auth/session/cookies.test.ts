import { describe, expect, it } from 'vitest';
import { sessionSite } from '../../../src/auth/session/site/index.ts';
import type { Document } from '../../../src/site/reference/types.ts';
import { problemsOf } from '../../support/settings.ts';
import { startServer } from '../../support/server.ts';
import { sendLive } from '../../site/demo/send-live.ts';

const OVER_TLS = { 'X-Forwarded-Proto': 'https' };
const NAMES = { SESSION_COOKIE_NAME: 'sid', CSRF_COOKIE_NAME: 'xsrf' };

/** The attributes of the cookies that a login sets, by name. */
async function loginCookies(
  settings: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Record<string, string[]>> {
  const { origin, port } = await startServer(settings);
  const own = `${headers === OVER_TLS ? 'https' : 'http'}://127.0.0.1:${port}`;
  const login = `${origin}/login/?format=json`;
  const page = await fetch(login, { headers });
  const { csrf_token: token } = (await page.json()) as { csrf_token: string };
  const answer = await fetch(login, {
    method: 'POST',
    headers: {
      ...headers,
      Origin: own,
      Cookie: page.headers.getSetCookie()[0]?.split(';')[0] ?? '',
      'X-CSRFToken': token,
      'Content-Type': 'application/json',
    },
    body: '{"username":"root","password":"toor"}',
  });
  expect(answer.status).toBe(200);
  const parts = answer.headers.getSetCookie().map((line) => line.split('; '));
  return Object.fromEntries(
    parts.map(([pair = '', ...attributes]) => [
      pair.split('=')[0] ?? '',
      attributes.filter((each) => !/^(?:Expires|Max-Age)=/.test(each)).sort(),
    ]),
  );
}

describe('the cookies', () => {
  it('84: are for this site alone by default', async () => {
    expect(await loginCookies({})).toEqual({
      sessionid: ['HttpOnly', 'Path=/', 'SameSite=Lax'],
      csrftoken: ['Path=/', 'SameSite=Lax'],
    });
  });

  it('84: have the names and the SameSite that the settings say', async () => {
    expect(await loginCookies({ ...NAMES, SESSION_COOKIE_SAMESITE: 'strict' })).toEqual({
      sid: ['HttpOnly', 'Path=/', 'SameSite=Strict'],
      xsrf: ['Path=/', 'SameSite=Strict'],
    });
    const prefixed = {
      SESSION_COOKIE_NAME: '__Host-sid',
      CSRF_COOKIE_NAME: '__Secure-csrf',
      TRUST_PROXY: 'loopback',
    };
    expect(await loginCookies(prefixed, OVER_TLS)).toEqual({
      '__Host-sid': ['HttpOnly', 'Path=/', 'SameSite=Lax', 'Secure'],
      '__Secure-csrf': ['Path=/', 'SameSite=Lax', 'Secure'],
    });
  });

  it('84: are Secure wherever other sites’ pages send them, and where the name promises it', async () => {
    const proxied = { TRUST_PROXY: 'loopback' };
    expect(await loginCookies({ ...proxied, SESSION_COOKIE_SAMESITE: 'none' })).toEqual({
      sessionid: ['HttpOnly', 'Path=/', 'SameSite=None', 'Secure'],
      csrftoken: ['Path=/', 'SameSite=None', 'Secure'],
    });
    expect(await loginCookies({ ...proxied, SESSION_COOKIE_NAME: '__Secure-sid' })).toEqual({
      '__Secure-sid': ['HttpOnly', 'Path=/', 'SameSite=Lax', 'Secure'],
      csrftoken: ['Path=/', 'SameSite=Lax'],
    });
  });

  it('84: that browsers would drop stop the server, with a line that says why', () => {
    const tls = { TRUST_PROXY: 'loopback' };
    for (const [settings, name, reason] of [
      [{ SESSION_COOKIE_SAMESITE: 'none' }, 'SESSION_COOKIE_SAMESITE', 'only over TLS'],
      [{ SESSION_COOKIE_SAMESITE: 'None' }, 'SESSION_COOKIE_SAMESITE', 'lax, strict or none'],
      [{ SESSION_COOKIE_NAME: '__Secure-sid' }, 'SESSION_COOKIE_NAME', 'only over TLS'],
      [{ CSRF_COOKIE_NAME: '__host-csrf' }, 'CSRF_COOKIE_NAME', 'only over TLS'],
      [
        { ...tls, SESSION_COOKIE_NAME: '__Host-sid', BASE_PATH: '/auth' },
        'SESSION_COOKIE_NAME, BASE_PATH',
        'this cookie is for /auth; take __Secure-',
      ],
      [
        { SESSION_COOKIE_NAME: 'same', CSRF_COOKIE_NAME: 'same' },
        'SESSION_COOKIE_NAME, CSRF_COOKIE_NAME',
        'two names',
      ],
    ] as const) {
      const line = expect.stringMatching(`^${name}: .*${reason}`) as string;
      expect(problemsOf(settings), JSON.stringify(settings)).toEqual([line]);
    }
    expect(
      problemsOf({ ...tls, SESSION_COOKIE_SAMESITE: 'none', SESSION_COOKIE_NAME: '__Host-sid' }),
    ).toEqual([]);
  });

  it.each(['SESSION_COOKIE_NAME', 'CSRF_COOKIE_NAME'])('45: %s is the name of a cookie', (name) => {
    for (const value of ['a b', 'a=b', 'a;b', 'a,b', 'ä', '"a"', 'a\n', 'a@b']) {
      expect(problemsOf({ [name]: value })).toEqual([
        expect.stringContaining(`${name}: is no name of a cookie`),
      ]);
    }
    for (const value of ['sid', 'my_app-sid.2', '_', '']) {
      expect(problemsOf({ [name]: value })).toEqual([]);
    }
  });

  it('are called the same by all that this server shows', async () => {
    const server = await startServer({ ...NAMES, NODE_ENV: 'development' });
    const { origin } = server;
    const own = await sessionSite.obtain(origin, 'root', 'toor');
    expect(own.Cookie).toMatch(/^sid=[^;]+; xsrf=[0-9a-f]{32}$/);
    const answer = await fetch(`${origin}/home/`, { method: 'POST', headers: own });
    expect(answer.status).toBe(200);
    const renamed = { Cookie: own.Cookie?.replace('sid=', 'sessionid=') ?? '' };
    expect((await fetch(`${origin}/home/`, { headers: renamed })).status).toBe(401);

    const { components } = (await (await fetch(`${origin}/openapi.json`)).json()) as Document;
    expect(components.securitySchemes.session).toMatchObject({
      name: 'sid',
      'x-echo': { cookie: 'xsrf' },
    });
    expect(JSON.stringify(components)).not.toContain('csrftoken');
    const pageAt = async (path: string): Promise<string> =>
      (await fetch(`${origin}${path}`, { headers: { Accept: 'text/html' } })).text();
    const [start, lesson] = [await pageAt('/'), await pageAt('/schemes/session/')];
    expect(start).toContain('Cookie: sid=');
    expect(lesson).toContain('sid=SESSIONID');
    const { text } = await sendLive(server, sessionSite, own);
    expect(text).toContain('Cookie: sid=');
    for (const shown of [start, lesson, text]) {
      expect(shown).not.toMatch(/sessionid|csrftoken|Not as expected/);
    }
  });
});
