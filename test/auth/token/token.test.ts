import { describe, expect, it } from 'vitest';
import { copyOfDatabase } from '../../support/database-copy.ts';
import { startServer } from '../../support/server.ts';
import type { TestServer } from '../../support/server.ts';
import { deleteUser, setActive } from '../../support/change-user.ts';
import { OPERATOR } from '../../../src/users/authority.ts';

function obtain(
  server: TestServer,
  body: BodyInit = new URLSearchParams({ username: 'root', password: 'toor' }),
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${server.origin}/api-token-auth/`, { method: 'POST', body, headers });
}

async function obtainKey(server: TestServer): Promise<string> {
  return ((await (await obtain(server)).json()) as { token: string }).token;
}

async function homeStatus(server: TestServer, key: string): Promise<number> {
  const headers = { Authorization: `Token ${key}` };
  return (await fetch(`${server.origin}/home/`, { headers })).status;
}

describe('the token', () => {
  it('is the same each time, and 40 lower-case hex digits', async () => {
    const server = await startServer();
    const key = await obtainKey(server);
    expect(key).toMatch(/^[0-9a-f]{40}$/);
    expect(await obtainKey(server)).toBe(key);
    expect(await homeStatus(server, key.toUpperCase())).toBe(401);
  });

  it('8: is one, though 50 clients ask for the first at once', async () => {
    const server = await startServer();
    const keys = await Promise.all(Array.from({ length: 50 }, () => obtainKey(server)));
    expect(new Set(keys)).toHaveLength(1);
    expect(await homeStatus(server, keys[0] ?? '')).toBe(200);
  });

  it('9: cannot be used, or found, by who has a copy of the database', async () => {
    const server = await startServer();
    const key = await obtainKey(server);
    const { database } = server.dependencies;
    const row = await database.get<{ digest: string; sealed: Buffer }>('SELECT * FROM tokens');
    const bytes = await copyOfDatabase(server);
    expect(bytes.includes(key)).toBe(false);
    expect(bytes.includes(Buffer.from(key, 'hex'))).toBe(false);
    // The copy does hold the row: what is searched for would be found.
    expect(bytes.includes(row?.digest ?? 'absent')).toBe(true);
    for (const stolen of [row?.digest, row?.digest.slice(0, 40), row?.sealed.toString('hex')]) {
      expect(await homeStatus(server, stolen ?? '')).toBe(401);
    }
  });

  it('9: survives a new SECRET_KEY as long as the old one is a fallback', async () => {
    const { database, ...server } = (await startServer()).dependencies;
    const { Seal } = await import('../../../src/keys/seal.ts');
    const { TokenStore } = await import('../../../src/auth/token/store.ts');
    const { SecretKeys } = await import('../../../src/keys/secret-key.ts');
    const store = (...keys: [string, ...string[]]): InstanceType<typeof TokenStore> =>
      new TokenStore(database, new Seal(new SecretKeys(keys).derive('token seal')), server.clock);
    const root = await server.users.findByUsername('root');
    if (root === undefined) throw new Error('no root');
    const key = (await store('old').obtain(root))?.key;
    expect(await store('new', 'old').obtain(root)).toEqual({ key, isNew: false });
    // From then on it is sealed with the new key, and the old one may go.
    expect(await store('new').obtain(root)).toEqual({ key, isNew: false });
    // A token that cannot be shown again is replaced, once.
    const replaced = await Promise.all([store('third').obtain(root), store('third').obtain(root)]);
    expect(replaced).toContainEqual(expect.objectContaining({ isNew: true }));
    expect(await store('third').obtain(root)).toEqual({ key: replaced[0]?.key, isNew: false });
    expect(replaced[1]?.key).toBe(replaced[0]?.key);
  });

  it('is refused with its reason when the user is inactive, and when it is malformed', async () => {
    const server = await startServer();
    const key = await obtainKey(server);
    await setActive(server.dependencies, 'root', false);
    const detail = async (authorization: string): Promise<unknown> => {
      const headers = { Authorization: authorization };
      const answer = await fetch(`${server.origin}/home/`, { headers });
      return ((await answer.json()) as { detail: unknown }).detail;
    };
    expect(await detail(`Token ${key}`)).toBe('User inactive or deleted.');
    expect(await detail('Token \u00e9')).toBe(
      'Invalid token header. Token string should not contain invalid characters.',
    );
  });

  it('is not given out, nor replaced, for a password that was changed meanwhile', async () => {
    const server = await startServer();
    const { users, hasher, credentials } = server.dependencies;
    const check = credentials.check.bind(credentials);
    const encoded = await hasher.encode('new');
    credentials.check = async (...attempt) => {
      const user = await check(...attempt);
      if (user !== undefined && attempt[1] === 'toor')
        await users.changePassword(1, encoded, OPERATOR);
      return user;
    };
    expect((await obtain(server)).status).toBe(400);
    const body = new URLSearchParams({ username: 'root', password: 'new' });
    const { token } = (await (await obtain(server, body)).json()) as { token: string };
    expect((await obtain(server)).status).toBe(400);
    expect(await homeStatus(server, token)).toBe(200);
  });

  it('is not given out to a user who was deleted meanwhile', async () => {
    const server = await startServer();
    const { credentials } = server.dependencies;
    const check = credentials.check.bind(credentials);
    credentials.check = async (...attempt) => {
      const user = await check(...attempt);
      await deleteUser(server.dependencies, 'root');
      return user;
    };
    expect((await obtain(server)).status).toBe(400);
  });

  it('is given out whatever Authorization says, so that a stale one is no obstacle', async () => {
    const server = await startServer();
    const body = new URLSearchParams({ username: 'root', password: 'toor' });
    expect((await obtain(server, body, { Authorization: 'Token stale' })).status).toBe(200);
  });
});

describe('the fields of /api-token-auth/', () => {
  it.each([
    [{ username: ' root ', password: 'toor' }, 200, { token: /./ }],
    [{ username: 'root', password: ' toor' }, 400, { non_field_errors: /Unable/ }],
    [{ username: '   ', password: '   ' }, 400, { username: /blank/ }],
    [{ username: 1, password: 1.5 }, 400, { non_field_errors: /Unable/ }],
    [{ username: true, password: false }, 400, { username: /valid string/, password: /valid/ }],
    [{ username: ['root'], password: {} }, 400, { username: /valid string/, password: /valid/ }],
    [{ username: 'ro\0ot', password: 'toor' }, 400, { username: /^Null characters/ }],
    [{ username: 'root', password: '\ud800' }, 400, { password: /U\+D800/ }],
    [{ constructor: 'x', toString: 'y' }, 400, { username: /required/, password: /required/ }],
  ])('34: %j → %i', async (fields, status, messages) => {
    const server = await startServer();
    const answer = await obtain(server, JSON.stringify(fields), {
      'Content-Type': 'application/json',
    });
    expect(answer.status).toBe(status);
    const body = (await answer.json()) as Record<string, unknown>;
    expect(Object.keys(body)).toEqual(Object.keys(messages));
    for (const [name, message] of Object.entries(messages)) {
      expect(String(body[name])).toMatch(message);
    }
  });

  it.each([
    ['null', 'No data provided'],
    ['[]', 'Invalid data. Expected a dictionary, but got list.'],
    ['"root"', 'Invalid data. Expected a dictionary, but got str.'],
    ['5', 'Invalid data. Expected a dictionary, but got int.'],
    ['5.5', 'Invalid data. Expected a dictionary, but got float.'],
    ['true', 'Invalid data. Expected a dictionary, but got bool.'],
  ])('34: the JSON body %s is no set of fields', async (body, message) => {
    const server = await startServer();
    const answer = await obtain(server, body, { 'Content-Type': 'application/json' });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({ non_field_errors: [message] });
  });

  it('34: the last of two equal form keys counts, and __proto__ is just a key', async () => {
    const server = await startServer();
    const twice = new URLSearchParams('username=nobody&username=root&password=x&password=toor');
    expect((await obtain(server, twice)).status).toBe(200);
    for (const [body, type] of [
      ['__proto__=x&username=root&password=toor', 'application/x-www-form-urlencoded'],
      ['{"__proto__":{"username":"root"},"password":"toor","username":"root"}', 'application/json'],
    ] as const) {
      expect((await obtain(server, body, { 'Content-Type': type })).status).toBe(200);
    }
    const inherited = '{"__proto__":{"username":"root","password":"toor"}}';
    const answer = await obtain(server, inherited, { 'Content-Type': 'application/json' });
    expect(answer.status).toBe(400);
  });
});
