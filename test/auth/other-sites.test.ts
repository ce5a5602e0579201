import { describe, expect, it } from 'vitest';
import { accountPaths } from '../../src/site/account/openapi.ts';
import { adminPaths } from '../../src/site/admin/openapi.ts';
import { schemeSites } from '../../src/site/schemes.ts';
import { rawRequest, sendRaw } from '../support/raw.ts';
import { openSchemes, services } from '../support/schemes.ts';
import { startServer } from '../support/server.ts';
import type { TestServer } from '../support/server.ts';

/** Everywhere that a form of another site could change something. */
const PATHS = [
  ...Object.keys({ ...accountPaths, ...adminPaths }),
  ...openSchemes.flatMap(({ site: { newCredentialPage }, scheme }) => [
    ...(newCredentialPage === undefined ? [] : [newCredentialPage(services, scheme).path]),
    `/account/credentials/${scheme.name}/1/revoke/`,
    ...Object.keys({ ...scheme.resources }),
  ]),
].map((path) => path.replaceAll(/\{\w+\}|:\w+/g, '1'));

async function post(
  server: TestServer,
  path: string,
  headers: Record<string, string>,
): Promise<number> {
  const own = await schemeSites.at(0)?.obtain(server.origin, 'root', 'toor');
  const init = { method: 'POST', headers: { ...own, ...headers }, redirect: 'manual' } as const;
  return (await fetch(`${server.origin}${path}`, init)).status;
}

describe('what another site makes a browser send, with the password it was given', () => {
  it.each(PATHS)('24: changes nothing at %s', async (path) => {
    const server = await startServer();
    const { users } = server.dependencies;
    const before = await users.findByUsername('root');
    for (const headers of [
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'same-site', Origin: server.origin },
      { Origin: 'http://evil.example' },
      { Origin: 'null' },
      { Origin: `http://localhost:${server.port}` },
      { Origin: server.origin.replace('http', 'https') },
    ]) {
      expect(await post(server, path, headers), JSON.stringify(headers)).toBe(403);
    }
    expect(await users.findByUsername('root')).toEqual(before);
  });

  it.each([{}, { 'Sec-Fetch-Site': 'none' }, { 'Sec-Fetch-Site': 'same-origin' }])(
    '24: what does not come from elsewhere passes: %j',
    async (headers) => {
      const server = await startServer();
      expect(await post(server, '/api/users/1/logout/', headers)).toBe(204);
      const own = { ...headers, Origin: server.origin };
      expect(await post(server, '/logout/all/', own)).toBe(204);
    },
  );

  it('24: is known behind a proxy that is trusted, too', async () => {
    const server = await startServer({ TRUST_PROXY: 'loopback', ALLOWED_HOSTS: '*' });
    const proxied = { 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'example.com' };
    const path = '/api/users/1/logout/';
    expect(await post(server, path, { ...proxied, Origin: 'https://example.com' })).toBe(204);
    expect(await post(server, path, { ...proxied, Origin: server.origin })).toBe(403);
  });

  it('24: may still be looked at', async () => {
    const server = await startServer();
    const headers = await schemeSites.at(0)?.obtain(server.origin, 'root', 'toor');
    const answer = await fetch(`${server.origin}/admin/`, {
      headers: { ...headers, 'Sec-Fetch-Site': 'cross-site' },
    });
    expect(answer.status).toBe(200);
  });
});

const byHeader = openSchemes.flatMap(({ site, scheme: { credentials } }) =>
  credentials.word === undefined ? [] : [{ site, isAmbient: credentials.isAmbient }],
);

/** What a page of another site has its visitor's browser say, and what none of ours does. */
const ELSEWHERE = [
  { Origin: 'http://evil.example' },
  { Origin: 'null' },
  { Origin: 'chrome-extension://abcdefghijklmnop' },
  { Origin: 'capacitor://localhost' },
  { 'Sec-Fetch-Site': 'cross-site' },
  { 'Sec-Fetch-Site': 'same-site' },
  { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' },
] as const;

describe('another site’s page', () => {
  const PASSWORDS = ['/api/token/', '/api-token-auth/', '/login/'];

  it.each(ELSEWHERE)('56: cannot try passwords in its visitor’s name: %j', async (headers) => {
    const server = await startServer();
    const body = new URLSearchParams({ username: 'root', password: 'wrong' });
    for (let time = 0; time < 5; time += 1) {
      for (const path of PASSWORDS) {
        const answer = await fetch(server.origin + path, { method: 'POST', headers, body });
        expect(answer.status, path).toBe(403);
      }
    }
    // Fifteen wrong ones would have locked the owner out, who sits at the same address.
    for (const { obtain } of schemeSites) {
      const own = await obtain(server.origin, 'root', 'toor');
      expect((await fetch(`${server.origin}/home/`, { headers: own })).status).toBe(200);
    }
  });

  it.each(byHeader)('56: is refused by $site.name only if browsers add it', async (scheme) => {
    const server = await startServer();
    const own = await scheme.site.obtain(server.origin, 'root', 'toor');
    for (const headers of ELSEWHERE) {
      for (const path of ['/home/', '/api/users/1/logout/x', '/nowhere/']) {
        const init = { method: 'POST', headers: { ...own, ...headers } };
        const { status } = await fetch(server.origin + path, init);
        if (scheme.isAmbient) expect(status, path).toBe(403);
        else expect(status, path).toBe(path === '/home/' ? 200 : 404);
      }
    }
  });

  it.each(byHeader.filter(({ isAmbient }) => !isAmbient))(
    '56: may change a password by $site.name, which its own script has added',
    async ({ site }) => {
      const server = await startServer();
      const answer = await fetch(`${server.origin}/api/password/`, {
        method: 'POST',
        headers: {
          ...(await site.obtain(server.origin, 'root', 'toor')),
          Origin: 'capacitor://localhost',
        },
        body: new URLSearchParams({ current_password: 'toor', new_password: 'a good long one' }),
      });
      expect(answer.status).toBe(204);
    },
  );

  const byBody = openSchemes.flatMap(({ scheme }) => scheme.endpointsByBody ?? []);
  it.each(byBody.flatMap((path) => [path, `${path}/`]))(
    '56: is not told from a program at %s, which takes what no browser adds',
    async (path) => {
      const server = await startServer();
      const headers = { Origin: 'capacitor://localhost', 'Sec-Fetch-Site': 'cross-site' };
      const answer = await fetch(server.origin + path, { method: 'POST', headers });
      expect(answer.status).toBe(400);
    },
  );

  it('56: sets nothing off below /live/', async () => {
    const server = await startServer({ NODE_ENV: 'development' });
    for (const { name } of schemeSites) {
      expect(await post(server, `/live/${name}/`, { Origin: 'http://evil.example' })).toBe(403);
    }
  });

  it('56: is ours where TRUSTED_ORIGINS names it, and no other is', async () => {
    const server = await startServer({
      TRUSTED_ORIGINS: 'https://App.example.com:443,capacitor://localhost',
    });
    const statusFor = (Origin: string, site = 'cross-site'): Promise<number> =>
      post(server, '/home/', { Origin, 'Sec-Fetch-Site': site });
    expect(await statusFor('https://app.example.com')).toBe(200);
    expect(await statusFor('capacitor://localhost')).toBe(200);
    for (const origin of [
      'http://app.example.com',
      'https://app.example.com:8443',
      'https://app.example.com.evil.example',
      'https://example.com',
      'null',
    ]) {
      expect(await statusFor(origin), origin).toBe(403);
    }
  });

  it.each([
    ['a browser that knows better', '127.0.0.1:80', 'http://localhost:8080', 'same-origin', {}],
    ['the usual port', 'localhost:80', 'http://localhost', undefined, {}],
    ['capitals', 'LOCALHOST:8000', 'http://localhost:8000', undefined, {}],
    ['a proxy’s port', 'localhost', 'http://localhost:8080', undefined, { port: '8080' }],
    ['a proxy’s TLS', 'localhost', 'https://localhost', undefined, { proto: 'HTTPS' }],
    ['both', 'localhost:443', 'https://localhost', undefined, { proto: 'https', port: '80' }],
  ])('56: is not seen in our own by %s', async (_why, Host, Origin, site, proxy) => {
    const server = await startServer({ TRUST_PROXY: 'loopback' });
    const own = await schemeSites.at(0)?.obtain(server.origin, 'root', 'toor');
    const headers = {
      ...own,
      Host,
      Origin,
      ...(site !== undefined && { 'Sec-Fetch-Site': site }),
      ...Object.fromEntries(
        Object.entries(proxy).map(([name, value]) => [`X-Forwarded-${name}`, value]),
      ),
    };
    const request = rawRequest('POST', '/home/', Object.entries(headers)).toString();
    const answer = await sendRaw(server.port, request.replace('Host: 127.0.0.1\r\n', ''));
    expect(answer.status).toBe(200);
  });
});
