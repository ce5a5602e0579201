import { describe, expect, it } from 'vitest';
import { send } from '../../src/site/demo/tour/request.ts';
import { schemeSites } from '../../src/site/schemes.ts';
import { followLinks } from '../support/follow-links.ts';
import { problemsOf } from '../support/settings.ts';
import { startServer } from '../support/server.ts';
import { open } from '../library/embed.ts';
import { sendLive } from '../site/demo/send-live.ts';

const BROWSER = { Accept: 'text/html', 'Sec-Fetch-Mode': 'navigate' };
const BELOW = { BASE_PATH: '/auth/v1/', NODE_ENV: 'development' };

describe('a server below a path', () => {
  it.each(schemeSites)('lets in by $name there, and shows it at work', async (site) => {
    const server = await startServer(BELOW);
    const base = `${server.origin}/auth/v1`;
    const headers = await site.obtain(base, 'root', 'toor');
    const home = await fetch(`${base}/home/`, { headers });
    expect(await home.json()).toMatchObject({ user: 'root', scheme: site.name });
    const { status, text } = await sendLive({ ...server, origin: base }, site, headers);
    expect(status).toBe(200);
    expect(text).not.toContain('Not as expected');
  });

  it('has everything there, and nothing at the root but what asks how it is', async () => {
    const { origin } = await startServer(BELOW);
    for (const path of ['/', '/home/', '/login/', '/openapi.json', '/static/page.css', '/auth/']) {
      expect((await fetch(`${origin}${path}`)).status, path).toBe(404);
    }
    for (const path of ['/healthz', '/readyz', '/auth/v1/healthz', '/auth/v1/readyz/']) {
      expect((await fetch(`${origin}${path}`)).status, path).toBe(200);
    }
    const index = (await (await fetch(`${origin}/auth/v1`)).json()) as Record<string, string>;
    expect(index.home).toBe(`${origin}/auth/v1/home/`);
    for (const address of Object.values(index)) {
      expect((await fetch(address)).status, address).not.toBe(404);
    }
  });

  it('leads to nowhere else', async () => {
    const { origin } = await startServer(BELOW);
    const away = await send(origin, { path: '/auth/v1/home/', headers: BROWSER }, {});
    const location = `/auth/v1/login/?next=${encodeURIComponent('/auth/v1/home/')}`;
    expect(away.headers).toContainEqual(['Location', location]);
    for (const { obtain } of schemeSites) {
      const own = await obtain(`${origin}/auth/v1`, 'root', 'toor');
      const headers = { ...BROWSER, ...own };
      const seen = await followLinks(origin, headers, ['/auth/v1/'], /^\/auth\/v1\//);
      expect(seen).toEqual(expect.arrayContaining(['/auth/v1/account/', '/auth/v1/docs/']));
    }
    const described = await fetch(`${origin}/auth/v1/openapi.json`);
    expect(await described.json()).toMatchObject({ servers: [{ url: '/auth/v1' }] });
  });

  it('84: keeps its cookies to that path, and people to it after a login', async () => {
    const { origin } = await startServer(BELOW);
    const login = `${origin}/auth/v1/login/`;
    const [cookie = ''] = (await fetch(login)).headers.getSetCookie();
    expect(cookie).toContain('; Path=/auth/v1;');
    const [pair = ''] = cookie.split(';');
    const answer = await fetch(login, {
      method: 'POST',
      redirect: 'manual',
      headers: { Cookie: pair },
      body: new URLSearchParams({
        username: 'root',
        password: 'toor',
        csrfmiddlewaretoken: pair.split('=')[1] ?? '',
      }),
    });
    expect(answer.headers.get('location')).toBe('/auth/v1/home/');
    const paths = answer.headers.getSetCookie().map((line) => /Path=([^;]*)/.exec(line)?.[1]);
    expect(paths).toEqual(['/auth/v1', '/auth/v1']);
  });

  it('45: BASE_PATH is a path that no program reads in two ways', () => {
    for (const value of [
      'auth',
      '//auth',
      '/a//b',
      '/..',
      '/a/../b',
      '/a%2fb',
      '/a b',
      '/:a',
      '/*',
    ]) {
      expect(problemsOf({ BASE_PATH: value }), value).toEqual([
        'BASE_PATH: is no path to be below; write / and a name, such as /auth.',
      ]);
    }
    for (const value of ['', '/', '/auth', '/auth/', '/a/b-c.d_e~f', '/.well-known']) {
      expect(problemsOf({ BASE_PATH: value }), value).toEqual([]);
    }
  });

  it('is no setting of a library, whose routes are where they are mounted', async () => {
    await expect(open({ BASE_PATH: '/auth' })).rejects.toThrow('mount the routes below that path');
  });
});
