import { describe, expect, it } from 'vitest';
import { RefreshFamilyStore } from '../../../src/auth/jwt/store.ts';
import { OPERATOR } from '../../../src/users/authority.ts';
import { copyOfDatabase } from '../../support/database-copy.ts';
import { START, startServer } from '../../support/server.ts';
import type { TestServer } from '../../support/server.ts';
import { obtainPair } from './pair.ts';
import { deleteUser, setActive } from '../../support/change-user.ts';
import { BLACKLISTED, payloadOf, post } from './post.ts';
import type { Answer } from './post.ts';

async function home(server: TestServer, access: string): Promise<Answer> {
  const headers = { Authorization: `Bearer ${access}` };
  const answer = await fetch(`${server.origin}/home/`, { headers });
  return { status: answer.status, body: (await answer.json()) as Answer['body'] };
}

describe('the pair', () => {
  it('has the claims of SimpleJWT, in its order', async () => {
    const server = await startServer();
    const { access, refresh } = await obtainPair(server.origin);
    const names = ['token_type', 'exp', 'iat', 'jti', 'user_id', 'epoch'];
    for (const [token, type, lifetime] of [
      [access, 'access', 300],
      [refresh, 'refresh', 86_400],
    ] as const) {
      const payload = payloadOf(token);
      expect(Object.keys(payload)).toEqual(names);
      expect(payload).toMatchObject({
        token_type: type,
        exp: START / 1000 + lifetime,
        iat: START / 1000,
        user_id: '1',
        epoch: 0,
      });
      expect(payload.jti).toMatch(/^[0-9a-f]{32}$/);
      const [header = ''] = token.split('.');
      expect(Buffer.from(header, 'base64url').toString()).toBe('{"alg":"HS256","typ":"JWT"}');
    }
  });

  it('expires: the access token first, then the refresh token, also after being verified', async () => {
    const server = await startServer();
    const { access, refresh } = await obtainPair(server.origin);
    expect((await home(server, access)).status).toBe(200);
    server.advance(299_999);
    expect((await home(server, access)).status).toBe(200);
    server.advance(1);
    expect((await home(server, access)).body.messages).toMatchObject([
      { message: 'Token is expired' },
    ]);
    server.advance(86_400_000);
    expect(await post(server, 'refresh/', { refresh })).toEqual({
      status: 401,
      body: { detail: 'Token is expired', code: 'token_not_valid' },
    });
  });

  it('lives a little longer where clocks may differ', async () => {
    const server = await startServer({ JWT_LEEWAY: '10s' });
    const { access } = await obtainPair(server.origin);
    server.advance(309_000);
    expect((await home(server, access)).status).toBe(200);
    server.advance(1000);
    expect((await home(server, access)).status).toBe(401);
  });

  it('tells why a user is refused', async () => {
    const server = await startServer();
    const { users, hasher } = server.dependencies;
    const { access, refresh } = await obtainPair(server.origin);
    await users.changePassword(1, await hasher.encode('another'), OPERATOR);
    const changed = "The user's password has been changed.";
    expect((await home(server, access)).body).toEqual({
      detail: changed,
      code: 'password_changed',
    });
    expect(await post(server, 'refresh/', { refresh })).toEqual({
      status: 401,
      body: { detail: changed },
    });
    await setActive(server.dependencies, 'root', false);
    expect((await home(server, access)).body).toEqual({
      detail: 'User is inactive',
      code: 'user_inactive',
    });
    const noAccount = {
      status: 401,
      body: { detail: 'No active account found for the given token.' },
    };
    expect(await post(server, 'refresh/', { refresh })).toEqual(noAccount);
    await deleteUser(server.dependencies, 'root');
    expect((await home(server, access)).body).toEqual({
      detail: 'User not found',
      code: 'user_not_found',
    });
    expect(await post(server, 'refresh/', { refresh })).toEqual(noAccount);
    const given = { status: 200, body: {} };
    expect(await post(server, 'blacklist/', { refresh })).toEqual(given);
    expect(await post(server, 'blacklist/', { refresh })).toEqual(given);
    expect(await post(server, 'refresh/', { refresh })).toEqual(noAccount);
  });

  it('9: cannot be made from a copy of the database', async () => {
    const server = await startServer();
    const { refresh } = await obtainPair(server.origin);
    const bytes = await copyOfDatabase(server);
    const [, , signature = ''] = refresh.split('.');
    expect(bytes.includes(signature)).toBe(false);
    // The copy does hold the row: what is searched for would be found.
    expect(bytes.includes(String(payloadOf(refresh).jti))).toBe(true);
  });
});

describe('refreshing', () => {
  it('gives a new pair, and the new refresh token works in its turn', async () => {
    const server = await startServer();
    let { refresh } = await obtainPair(server.origin);
    for (let round = 0; round < 3; round++) {
      const { status, body } = await post(server, 'refresh/', { refresh });
      expect(status).toBe(200);
      expect(Object.keys(body)).toEqual(['access', 'refresh']);
      expect((await home(server, String(body.access))).status).toBe(200);
      expect(body.refresh).not.toBe(refresh);
      refresh = String(body.refresh);
      server.advance(60_000);
    }
  });

  it('17: gives the same successor again within the grace period', async () => {
    const server = await startServer();
    const { refresh } = await obtainPair(server.origin);
    const first = await post(server, 'refresh/', { refresh });
    server.advance(29_999);
    const again = await post(server, 'refresh/', { refresh });
    expect(again.status).toBe(200);
    expect(again.body.refresh).toBe(first.body.refresh);
  });

  it('17: a spent token after the grace period ends the family', async () => {
    const server = await startServer();
    const { refresh } = await obtainPair(server.origin);
    const first = await post(server, 'refresh/', { refresh });
    server.advance(30_000);
    expect(await post(server, 'refresh/', { refresh })).toEqual(BLACKLISTED);
    // The client with the successor cannot be told from the thief.
    expect(await post(server, 'refresh/', { refresh: String(first.body.refresh) })).toEqual(
      BLACKLISTED,
    );
    // Another login of the same user goes on.
    const other = await obtainPair(server.origin);
    expect((await post(server, 'refresh/', { refresh: other.refresh })).status).toBe(200);
  });

  it('17: 50 at once get one successor', async () => {
    const server = await startServer();
    const { refresh } = await obtainPair(server.origin);
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => post(server, 'refresh/', { refresh })),
    );
    expect(new Set(answers.map(({ body }) => body.refresh))).toHaveLength(1);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  });

  it('17: a spent token ends its family at /blacklist/, too', async () => {
    const server = await startServer();
    const { refresh } = await obtainPair(server.origin);
    const { body } = await post(server, 'refresh/', { refresh });
    server.advance(60_000);
    expect(await post(server, 'blacklist/', { refresh })).toEqual(BLACKLISTED);
    const successor = String(body.refresh);
    expect(await post(server, 'refresh/', { refresh: successor })).toEqual(BLACKLISTED);
  });

  it('17: without a grace period even the next millisecond is too late', async () => {
    const server = await startServer({ JWT_ROTATION_GRACE: '0' });
    const { refresh } = await obtainPair(server.origin);
    expect((await post(server, 'refresh/', { refresh })).status).toBe(200);
    expect(await post(server, 'refresh/', { refresh })).toEqual(BLACKLISTED);
  });

  it('a revoked token stays revoked when it is cleared away within the leeway', async () => {
    const server = await startServer({ JWT_LEEWAY: '10m', JWT_REFRESH_LIFETIME: '10m' });
    const { refresh } = await obtainPair(server.origin);
    await post(server, 'blacklist/', { refresh });
    server.advance(1_199_000);
    const { database, clock } = server.dependencies;
    await new RefreshFamilyStore(database, clock).deleteExpired();
    expect(await post(server, 'refresh/', { refresh })).toEqual(BLACKLISTED);
  });

  it('a login that ends after the password was changed, or the user deleted, fails', async () => {
    const server = await startServer();
    const { users, hasher, credentials } = server.dependencies;
    const check = credentials.check.bind(credentials);
    for (const meanwhile of [
      () => users.changePassword(1, 'x', OPERATOR),
      () => deleteUser(server.dependencies, 'root'),
    ]) {
      credentials.check = async (...attempt) => {
        const user = await check(...attempt);
        await meanwhile();
        return user;
      };
      const answer = await post(server, '', { username: 'root', password: 'toor' });
      expect(answer.status).toBe(401);
      await users.changePassword(1, await hasher.encode('toor'), OPERATOR);
    }
  });

  it('without rotation leaves the refresh token good, as SimpleJWT does', async () => {
    const server = await startServer({ JWT_ROTATE_REFRESH: 'false' });
    const { refresh } = await obtainPair(server.origin);
    server.advance(3_600_000);
    for (let round = 0; round < 2; round++) {
      const { status, body } = await post(server, 'refresh/', { refresh });
      expect(status).toBe(200);
      expect(Object.keys(body)).toEqual(['access']);
    }
    await post(server, 'blacklist/', { refresh });
    expect(await post(server, 'refresh/', { refresh })).toEqual(BLACKLISTED);
  });

  it('takes a refresh token that SimpleJWT issued under the same key', async () => {
    const key = 'the key that a Django server has signed with until now';
    const { default: jsonwebtoken } = await import('jsonwebtoken');
    const foreign = jsonwebtoken.sign(
      {
        token_type: 'refresh',
        exp: START / 1000 + 86_400,
        iat: START / 1000,
        jti: 'f'.repeat(32),
        user_id: '1',
      },
      key,
    );
    const server = await startServer({ JWT_SIGNING_KEY: key });
    expect((await post(server, 'refresh/', { refresh: foreign })).status).toBe(200);
    server.advance(60_000);
    expect(await post(server, 'refresh/', { refresh: foreign })).toEqual(BLACKLISTED);
  });

  it('accepts tokens of an older SECRET_KEY that is a fallback', async () => {
    const old = 'the secret key that was in use until this morning';
    const { default: jsonwebtoken } = await import('jsonwebtoken');
    const access = jsonwebtoken.sign(
      { token_type: 'access', exp: START / 1000 + 300, iat: START / 1000, jti: 'f', user_id: '1' },
      old,
    );
    const server = await startServer({ SECRET_KEY_FALLBACKS: old });
    expect((await home(server, access)).status).toBe(200);
    expect((await home(await startServer(), access)).status).toBe(401);
  });
});

describe('verify and blacklist', () => {
  it('verify answers {} to either type, and says why not', async () => {
    const server = await startServer();
    const { access, refresh } = await obtainPair(server.origin);
    expect(await post(server, 'verify/', { token: access })).toEqual({ status: 200, body: {} });
    expect(await post(server, 'verify/', { token: refresh })).toEqual({ status: 200, body: {} });
    expect(await post(server, 'verify/', { token: 'abc' })).toEqual({
      status: 401,
      body: { detail: 'Token is invalid', code: 'token_not_valid' },
    });
    expect(await post(server, 'verify/', {})).toEqual({
      status: 400,
      body: { token: ['This field is required.'] },
    });
    await post(server, 'blacklist/', { refresh });
    expect(await post(server, 'verify/', { token: refresh })).toEqual({
      status: 400,
      body: { non_field_errors: ['Token is blacklisted'] },
    });
  });

  it('blacklist ends a refresh token and its successors, once', async () => {
    const server = await startServer();
    const { access, refresh } = await obtainPair(server.origin);
    const { body } = await post(server, 'refresh/', { refresh });
    const successor = String(body.refresh);
    expect(await post(server, 'blacklist/', { refresh: successor })).toEqual({
      status: 200,
      body: {},
    });
    expect(await post(server, 'blacklist/', { refresh: successor })).toEqual(BLACKLISTED);
    expect(await post(server, 'refresh/', { refresh: successor })).toEqual(BLACKLISTED);
    expect(await post(server, 'refresh/', { refresh })).toEqual(BLACKLISTED);
    expect(await post(server, 'blacklist/', { refresh: access })).toEqual({
      status: 401,
      body: { detail: 'Token has wrong type', code: 'token_not_valid' },
    });
  });
});
