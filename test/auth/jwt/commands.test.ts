import { expect } from 'vitest';
import { RefreshFamilyStore } from '../../../src/auth/jwt/store.ts';
import { addUser, test } from '../../support/command.ts';

test.concurrent(
  'flushexpiredtokens forgets refresh tokens that have expired by every clock, and no others',
  async ({ commandLine }) => {
    const { manage, openDependencies } = commandLine;
    const dependencies = await openDependencies();
    await addUser(dependencies, 'alice', 'correct horse');
    const { database, clock, users } = dependencies;
    const user = await users.findByUsername('alice');
    if (user === undefined) throw new Error('no alice');
    const store = new RefreshFamilyStore(database, clock);
    const client = { address: null, userAgent: null };
    const now = Date.now();
    const issuedAt = now - 3_600_000;
    for (const [jti, expiresAt] of [
      ['expired', issuedAt + 1],
      ['expired too', issuedAt + 2],
      ['within the leeway', now - 60_000],
    ] as const) {
      await store.add({ jti, issuedAt, expiresAt }, user, client);
    }

    expect(await manage(['flushexpiredtokens'])).toEqual({
      exitCode: 0,
      stdout: 'Forgot 2 expired refresh tokens.\n',
      stderr: '',
    });
    expect(await database.all('SELECT id FROM refresh_token_families')).toEqual([
      { id: 'within the leeway' },
    ]);
  },
);
