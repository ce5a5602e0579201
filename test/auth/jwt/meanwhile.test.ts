import { describe, expect, it } from 'vitest';
import type { Key } from '../../../src/database/database.ts';
import { deleteUser, setActive } from '../../support/change-user.ts';
import { startServer } from '../../support/server.ts';
import type { TestServer } from '../../support/server.ts';
import { OPERATOR } from '../../../src/users/authority.ts';
import { obtainPair } from './pair.ts';
import { BLACKLISTED, payloadOf, post, renew } from './post.ts';

/** What ends a user's credentials. */
const ENDINGS: readonly (readonly [string, (server: TestServer) => Promise<unknown>, string])[] = [
  [
    'the password was changed',
    async ({ dependencies: { users, hasher } }) =>
      users.changePassword(1, await hasher.encode('another'), OPERATOR),
    'password_changed',
  ],
  [
    'the user logged out everywhere',
    ({ dependencies: { users } }) => users.endCredentials(1, OPERATOR),
    'credentials_revoked',
  ],
  [
    'the user was shut out',
    ({ dependencies }) => setActive(dependencies, 'root', false),
    'user_inactive',
  ],
  [
    'the user was deleted',
    ({ dependencies }) => deleteUser(dependencies, 'root'),
    'user_not_found',
  ],
];

/** Lets something happen right after the user has been read. */
function afterNextRead(
  { dependencies: { database } }: TestServer,
  work: () => Promise<unknown>,
): void {
  let isAwaited = true;
  for (const method of ['find', 'get'] as const) {
    const read = database[method].bind(database);
    database[method] = async <Row>(sql: string, ...key: Key[]): Promise<Row | undefined> => {
      const row = await read<Row>(sql, ...key);
      if (isAwaited && sql.includes('FROM users')) {
        isAwaited = false;
        await work();
      }
      return row;
    };
  }
}

describe.each(ENDINGS)('when %s', (_, end, code) => {
  it('19: no token of theirs is verified', async () => {
    const server = await startServer();
    const { access, refresh } = await obtainPair(server.origin);
    const successor = await renew(server, refresh);
    await end(server);
    for (const token of [access, refresh, successor]) {
      expect(await post(server, 'verify/', { token })).toMatchObject({
        status: 401,
        body: { code },
      });
    }
  });

  it('19: a refresh that has begun issues nothing', async () => {
    const server = await startServer();
    const { refresh } = await obtainPair(server.origin);
    afterNextRead(server, () => end(server));
    expect((await post(server, 'refresh/', { refresh })).status).toBe(401);
    const { database } = server.dependencies;
    const rows = await database.all('SELECT generation FROM refresh_token_families');
    for (const row of rows) expect(row).toEqual({ generation: 0 });
  });

  it('19: a login that has begun issues nothing', async () => {
    const server = await startServer();
    const { credentials, database } = server.dependencies;
    const check = credentials.check.bind(credentials);
    credentials.check = async (...attempt) => {
      const user = await check(...attempt);
      await end(server);
      return user;
    };
    expect((await post(server, '', { username: 'root', password: 'toor' })).status).toBe(401);
    expect(await database.all('SELECT id FROM refresh_token_families')).toEqual([]);
  });
});

it('a token whose user is deleted while it is given back is refused, and no event made up', async () => {
  const server = await startServer();
  const { database } = server.dependencies;
  const { refresh } = await obtainPair(server.origin);
  afterNextRead(server, () => deleteUser(server.dependencies, 'root'));
  expect(await post(server, 'blacklist/', { refresh })).toEqual(BLACKLISTED);
  expect(await database.all("SELECT id FROM events WHERE type = 'token revoked'")).toEqual([]);
});

it('a token of a user who is shut out can be given back, and stays so', async () => {
  const server = await startServer();
  const { refresh } = await obtainPair(server.origin);
  await setActive(server.dependencies, 'root', false);
  expect((await post(server, 'blacklist/', { refresh })).status).toBe(200);
  await setActive(server.dependencies, 'root', true);
  expect((await post(server, 'refresh/', { refresh })).status).toBe(401);
  expect(payloadOf(refresh).user_id).toBe('1');
});
