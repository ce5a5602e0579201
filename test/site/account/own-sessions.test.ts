import { describe, expect, it } from 'vitest';
import { openSchemes } from '../../support/schemes.ts';
import { START, startServer } from '../../support/server.ts';
import type { TestServer } from '../../support/server.ts';
import { OPERATOR } from '../../../src/users/authority.ts';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0';

interface Listed {
  id: string;
  scheme: string;
  created: string;
  last_seen: string;
  expires: string;
  address: string;
  browser: string;
  current: boolean;
}

const loggingIn = openSchemes.filter(({ scheme }) => scheme.logins !== undefined);

async function list(server: TestServer, headers: Record<string, string>): Promise<Listed[]> {
  const answer = await fetch(`${server.origin}/api/sessions/`, {
    headers: { ...headers, 'User-Agent': FIREFOX },
  });
  expect(answer.status).toBe(200);
  return (await answer.json()) as Listed[];
}

async function end(
  server: TestServer,
  headers: Record<string, string>,
  id: string,
): Promise<number> {
  const init = { method: 'DELETE', headers };
  return (await fetch(`${server.origin}/api/sessions/${id}/`, init)).status;
}

describe.each(loggingIn)('the sessions of $site.name', ({ site }) => {
  it('22: are listed with what a person knows them by, and no secret', async () => {
    const server = await startServer();
    await server.addUser('bob', 'toor');
    await site.obtain(server.origin, 'bob', 'toor');
    const headers = await site.obtain(server.origin, 'root', 'toor');
    const [login, ...others] = await list(server, headers);
    expect(others).toEqual([]);
    expect(login).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
      scheme: site.name,
      created: new Date(START).toISOString(),
      last_seen: new Date(START).toISOString(),
      expires: expect.stringMatching(/^2026-01-\d\dT00:00:00.000Z$/) as string,
      address: '127.0.0.1',
      browser: 'node',
      current: 'Cookie' in headers,
    });
    const text = JSON.stringify(login);
    for (const value of Object.values(headers)) {
      for (const secret of value.split(/[^\w-]+/).filter((part) => part.length >= 20)) {
        expect(text).not.toContain(secret);
      }
    }
  });

  it('are ended by their user alone, at once', async () => {
    const server = await startServer();
    await server.addUser('bob', 'toor');
    const bob = await site.obtain(server.origin, 'bob', 'toor');
    const headers = await site.obtain(server.origin, 'root', 'toor');
    await site.obtain(server.origin, 'root', 'toor');
    const logins = await list(server, headers);
    expect(logins).toHaveLength(2);
    const other = logins.find(({ current }) => !current)?.id ?? '';
    expect(await end(server, bob, other)).toBe(404);
    expect(await end(server, headers, 'nonsense')).toBe(404);
    expect(await list(server, headers)).toHaveLength(2);
    expect(await end(server, headers, other)).toBe(204);
    expect(await end(server, headers, other)).toBe(404);
    expect(await list(server, headers)).toHaveLength(1);
  });

  it('are not listed any more once they have expired, or the user was logged out', async () => {
    const server = await startServer();
    const { users } = server.dependencies;
    await site.obtain(server.origin, 'root', 'toor');
    await users.endCredentials(1, OPERATOR);
    const second = await site.obtain(server.origin, 'root', 'toor');
    expect(await list(server, second)).toHaveLength(1);
    server.advance(40 * 86_400_000);
    const third = await site.obtain(server.origin, 'root', 'toor');
    expect(await list(server, third)).toHaveLength(1);
  });
});

it('strangers see no sessions, and end none', async () => {
  const { origin } = await startServer();
  expect((await fetch(`${origin}/api/sessions/`)).status).toBe(401);
  expect((await fetch(`${origin}/api/sessions/x/`, { method: 'DELETE' })).status).toBe(401);
});
