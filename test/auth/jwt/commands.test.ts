import { expect } from 'vitest';
import { RefreshTokenStore } from '../../../src/auth/jwt/store.ts';
import { addUser, test } from '../../command.ts';

test.concurrent(
  'flushexpiredtokens forgets refresh tokens that have expired by every clock, and no others',
  async ({ commandLine }) => {
    const { manage, openDependencies } = commandLine;
    const dependencies = await openDependencies();
    await addUser(dependencies, 'alice', 'correct horse');
    const { database, clock, users } = dependencies;
    const user = await users.findByUsername('alice');
    if (user === undefined) throw new Error('no alice');
    const userId = user.id;
    const store = new RefreshTokenStore(database, clock);
    const issuedAt = Date.now() - 3_600_000;
    await store.add({ jti: 'expired', userId, issuedAt, expiresAt: issuedAt + 1 }, user);
    await store.add({ jti: 'expired too', userId, issuedAt, expiresAt: issuedAt + 2 }, user);
    await store.add(
      { jti: 'within the leeway', userId, issuedAt, expiresAt: Date.now() - 60_000 },
      user,
    );

    expect(await manage(['flushexpiredtokens'])).toEqual({
      exitCode: 0,
      stdout: 'Forgot 2 expired refresh tokens.\n',
      stderr: '',
    });
    expect(await database.all('SELECT jti FROM refresh_tokens')).toEqual([
      { jti: 'within the leeway' },
    ]);
  },
);
