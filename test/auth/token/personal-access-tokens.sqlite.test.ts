import { expect, it } from 'vitest';
import { OPERATOR } from '../../../src/users/authority.ts';
import { PersonalAccessTokenStore } from '../../../src/auth/token/personal-access-token-store.ts';
import { startServer } from '../../support/server.ts';

const CI = { name: 'ci', scope: null, expiresAt: null };

it('41: a personal access token works where nothing can be written', async () => {
  const { origin, dependencies } = await startServer();
  const { database, clock, users } = dependencies;
  const root = await users.findById(1);
  const made =
    root && (await new PersonalAccessTokenStore(database, clock).create(root, CI, OPERATOR));
  if (made === undefined || made === 'full') throw new TypeError('no token');
  await database.run('PRAGMA query_only = ON');
  const headers = { Authorization: `Token ${made.key}` };
  expect((await fetch(`${origin}/home/`, { headers })).status).toBe(200);
});
