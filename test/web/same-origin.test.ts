import { describe, expect, it } from 'vitest';
import { accountPaths } from '../../src/account/openapi.ts';
import { adminPaths } from '../../src/admin/openapi.ts';
import { rooms } from '../../src/auth/rooms.ts';
import { openSchemes } from '../schemes.ts';
import { startServer } from '../server.ts';
import type { TestServer } from '../server.ts';

/** Everywhere that a form of another site could change something. */
const PATHS = [
  ...Object.keys({ ...accountPaths, ...adminPaths }),
  ...openSchemes.flatMap(({ scheme: { accountSection, resources } }) =>
    Object.keys({ ...accountSection?.pages, ...resources }),
  ),
].map((path) => path.replaceAll(/\{\w+\}|:\w+/g, '1'));

async function post(
  server: TestServer,
  path: string,
  headers: Record<string, string>,
): Promise<number> {
  const own = await rooms.at(0)?.obtain(server.origin, 'root', 'toor');
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
    const server = await startServer({ TRUST_PROXY: 'loopback' });
    const proxied = { 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'example.com' };
    const path = '/api/users/1/logout/';
    expect(await post(server, path, { ...proxied, Origin: 'https://example.com' })).toBe(204);
    expect(await post(server, path, { ...proxied, Origin: server.origin })).toBe(403);
  });

  it('24: may still be looked at', async () => {
    const server = await startServer();
    const headers = await rooms.at(0)?.obtain(server.origin, 'root', 'toor');
    const answer = await fetch(`${server.origin}/admin/`, {
      headers: { ...headers, 'Sec-Fetch-Site': 'cross-site' },
    });
    expect(answer.status).toBe(200);
  });
});
