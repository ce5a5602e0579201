import { expect } from 'vitest';
import { RefreshTokenStore } from '../../../src/auth/jwt/store.ts';
import { addUser, test } from '../../command.ts';

test.concurrent(
  'flushexpiredtokens forgets expired refresh tokens and no others',
  async ({ commandLine }) => {
    const { manage, openDependencies } = commandLine;
    const dependencies = await openDependencies();
    await addUser(dependencies, 'alice', 'correct horse');
    const { database, clock, users } = dependencies;
    const userId = (await users.findByUsername('alice'))?.id ?? 0;
    const store = new RefreshTokenStore(database, clock);
    const issuedAt = Date.now() - 3_600_000;
    await store.add({ jti: 'expired', userId, issuedAt, expiresAt: issuedAt + 1 });
    await store.add({ jti: 'expired too', userId, issuedAt, expiresAt: issuedAt + 2 });
    await store.add({ jti: 'alive', userId, issuedAt, expiresAt: Date.now() + 3_600_000 });

    expect(await manage(['flushexpiredtokens'])).toEqual({
      exitCode: 0,
      stdout: 'Forgot 2 expired refresh tokens.\n',
      stderr: '',
    });
    expect(await database.all('SELECT jti FROM refresh_tokens')).toEqual([{ jti: 'alive' }]);
  },
);
