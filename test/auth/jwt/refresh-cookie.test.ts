import { describe, expect, it } from 'vitest';
import { jwtSite } from '../../../src/auth/jwt/site/index.ts';
import { problemsOf } from '../../support/settings.ts';
import { startServer } from '../../support/server.ts';
import type { TestServer } from '../../support/server.ts';
import { sendLive } from '../../site/demo/send-live.ts';
import { obtainPair } from './pair.ts';

const PAGE = 'https://app.example.com';
const BY_COOKIE = { JWT_REFRESH_COOKIE: 'true', TRUSTED_ORIGINS: PAGE };

/** Posts fields, and a refresh token in the cookie if there is one. */
function post(
  { origin }: Pick<TestServer, 'origin'>,
  path: string,
  cookie?: string,
  headers: Record<string, string> = {},
  fields: Record<string, string> = {},
): Promise<Response> {
  const Cookie = cookie === undefined ? {} : { Cookie: `refreshtoken=${cookie}` };
  const init = { method: 'POST', headers: { ...Cookie, ...headers } };
  return fetch(`${origin}${path}`, { ...init, body: new URLSearchParams(fields) });
}

/** The token in the cookie that an answer sets. */
function tokenIn(answer: Response): string | undefined {
  return /^refreshtoken=([^;]*)/.exec(answer.headers.getSetCookie()[0] ?? '')?.[1];
}

async function logIn(server: Pick<TestServer, 'origin'>, headers = {}): Promise<Response> {
  const fields = { username: 'root', password: 'toor' };
  const answer = await post(server, '/api/token/', undefined, headers, fields);
  expect(answer.status).toBe(200);
  return answer;
}

const attributesOf = (answer: Response): string[] =>
  (answer.headers.getSetCookie()[0] ?? '').split('; ').slice(1).sort();

describe('a refresh token in a cookie', () => {
  it('85: is told to no script: neither at the login nor at a refresh', async () => {
    const server = await startServer(BY_COOKIE);
    const login = await logIn(server);
    expect(Object.keys((await login.json()) as object)).toEqual(['access']);
    expect(attributesOf(login)).toEqual([
      expect.stringMatching(/^Expires=/),
      'HttpOnly',
      'Max-Age=86400',
      'Path=/api/token',
      'SameSite=Strict',
    ]);
    const first = tokenIn(login) ?? '';
    const renewed = await post(server, '/api/token/refresh/', first);
    const body = (await renewed.json()) as { access: string };
    expect(Object.keys(body)).toEqual(['access']);
    const second = tokenIn(renewed) ?? '';
    expect(second).not.toBe(first);
    expect(attributesOf(renewed)).toContain('HttpOnly');
    const headers = { Authorization: `Bearer ${body.access}` };
    expect((await fetch(`${server.origin}/home/`, { headers })).status).toBe(200);

    // It is spent as any other, and the whole login with it.
    server.advance(60_000);
    expect((await post(server, '/api/token/refresh/', first)).status).toBe(401);
    expect((await post(server, '/api/token/refresh/', second)).status).toBe(401);
  });

  it('85: ends, and is forgotten by the browser, when it is given back, dead or alive', async () => {
    const server = await startServer(BY_COOKIE);
    const token = tokenIn(await logIn(server)) ?? '';
    for (const [cookie, status] of [
      [token, 200],
      [token, 401],
      ['junk', 401],
    ] as const) {
      const answer = await post(server, '/api/token/blacklist/', cookie);
      expect(answer.status).toBe(status);
      const [line = ''] = answer.headers.getSetCookie();
      expect(line).toMatch(/^refreshtoken=; Path=\/api\/token; Expires=Thu, 01 Jan 1970/);
    }
    expect((await post(server, '/api/token/refresh/', token)).status).toBe(401);
  });

  it.each([
    { Origin: 'https://evil.example' },
    { Origin: 'null' },
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'same-site', Origin: 'https://evil.example.com' },
    // The word of another scheme does not let it pass here.
    { Origin: 'https://evil.example', Authorization: 'Bearer x' },
  ])('85: is of no use to another site’s page: %j', async (headers) => {
    const server = await startServer(BY_COOKIE);
    const token = tokenIn(await logIn(server)) ?? '';
    for (const path of ['/api/token/refresh/', '/api/token/blacklist/']) {
      const answer = await post(server, path, token, headers);
      expect(answer.status).toBe(403);
      expect(answer.headers.getSetCookie()).toEqual([]);
    }
    expect((await post(server, '/api/token/refresh/', token)).status).toBe(200);
  });

  it('85: serves pages in TRUSTED_ORIGINS', async () => {
    const server = await startServer(BY_COOKIE);
    const headers = { Origin: PAGE, 'Sec-Fetch-Site': 'same-site' };
    const token = tokenIn(await logIn(server, headers)) ?? '';
    const renewed = await post(server, '/api/token/refresh/', token, headers);
    expect(renewed.status).toBe(200);
    expect(renewed.headers.get('access-control-allow-credentials')).toBe('true');
  });

  it('85: is not asked for where a program sends its own, whose successor comes back as it went', async () => {
    const server = await startServer(BY_COOKIE);
    const own = tokenIn(await logIn(server)) ?? '';
    const cookie = tokenIn(await logIn(server)) ?? '';
    const renewed = await post(server, '/api/token/refresh/', cookie, {}, { refresh: own });
    expect(renewed.headers.getSetCookie()).toEqual([]);
    const { refresh } = (await renewed.json()) as { refresh: string };
    expect(refresh).not.toBe(own);
    expect((await post(server, '/api/token/refresh/', cookie)).status).toBe(200);
    // No page can plant a token by the body.
    const elsewhere = { Origin: 'https://evil.example' };
    const planted = await post(server, '/api/token/refresh/', undefined, elsewhere, { refresh });
    expect(planted.headers.getSetCookie()).toEqual([]);
    const none = await post(server, '/api/token/refresh/');
    expect([none.status, await none.json()]).toEqual([
      400,
      { refresh: ['This field is required.'] },
    ]);
  });

  it('57: of several cookies of the name the one counts that this server has signed', async () => {
    const server = await startServer(BY_COOKIE);
    const token = tokenIn(await logIn(server)) ?? '';
    for (const cookies of [`junk; refreshtoken=${token}`, `${token}; refreshtoken=a.b.c`]) {
      expect((await post(server, '/api/token/refresh/', cookies)).status).toBe(200);
    }
    const { access } = (await (await logIn(server)).json()) as { access: string };
    for (const wrong of [access, 'a.b.c; refreshtoken=junk', '']) {
      expect((await post(server, '/api/token/refresh/', wrong)).status).toBe(401);
    }
  });

  it('85: stays as it is where refresh tokens are not rotated', async () => {
    const server = await startServer({ ...BY_COOKIE, JWT_ROTATE_REFRESH: 'false' });
    const token = tokenIn(await logIn(server)) ?? '';
    const renewed = await post(server, '/api/token/refresh/', token);
    expect(Object.keys((await renewed.json()) as object)).toEqual(['access']);
    expect(renewed.headers.getSetCookie()).toEqual([]);
  });

  it('85: counts for nothing unless it is asked for', async () => {
    const server = await startServer();
    const { refresh } = await obtainPair(server.origin);
    expect((await post(server, '/api/token/refresh/', refresh)).status).toBe(400);
    expect((await logIn(server)).headers.getSetCookie()).toEqual([]);
  });

  it('85: is Secure over TLS, and always where other sites’ pages send it', async () => {
    const proxied = { ...BY_COOKIE, TRUST_PROXY: 'loopback', BASE_PATH: '/auth' };
    const below = ({ origin }: TestServer): { origin: string } => ({ origin: `${origin}/auth` });
    const strict = below(await startServer(proxied));
    const overTls = await logIn(strict, { 'X-Forwarded-Proto': 'https' });
    expect(attributesOf(overTls)).toEqual(
      expect.arrayContaining(['Path=/auth/api/token', 'SameSite=Strict', 'Secure']),
    );
    const crossSite = { ...proxied, JWT_REFRESH_COOKIE: 'cross-site' };
    expect(attributesOf(await logIn(below(await startServer(crossSite))))).toEqual(
      expect.arrayContaining(['HttpOnly', 'Path=/auth/api/token', 'SameSite=None', 'Secure']),
    );
  });

  it('45, 85: is for other sites only over TLS, or the server does not start', () => {
    expect(problemsOf({ JWT_REFRESH_COOKIE: 'cross-site' })).toEqual([
      expect.stringMatching(/^JWT_REFRESH_COOKIE: .* only over TLS; set TLS_CERT/),
    ]);
    expect(problemsOf({ JWT_REFRESH_COOKIE: 'cross-site', TRUST_PROXY: '1' })).toEqual([]);
    for (const value of ['lax', 'none', 'strict', ' true']) {
      expect(problemsOf({ JWT_REFRESH_COOKIE: value })).toEqual([
        'JWT_REFRESH_COOKIE: is neither on nor off; write true, false, or cross-site.',
      ]);
    }
  });

  it('is described, and shown at work, as it is', async () => {
    const server = await startServer({ ...BY_COOKIE, NODE_ENV: 'development' });
    const document = await (await fetch(`${server.origin}/openapi.json`)).text();
    expect(document).toContain('the cookie `refreshtoken`');
    const headers = await jwtSite.obtain(server.origin, 'root', 'toor');
    const { status, text } = await sendLive(server, jwtSite, headers);
    expect(status).toBe(200);
    expect(text).not.toContain('Not as expected');
  });
});
