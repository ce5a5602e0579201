import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { OPERATOR } from '../../../src/users/authority.ts';
import { setActive } from '../../support/change-user.ts';
import { startServer } from '../../support/server.ts';
import type { TestServer } from '../../support/server.ts';
import { ask, CLAIMS, forge, HEADER, NOW } from './forge.ts';
import { obtainPair } from './pair.ts';
import { post } from './post.ts';

const REFRESH = { ...CLAIMS, token_type: 'refresh', exp: NOW + 86_400 };

const CHANGED = "The user's password has been changed.";
const REVOKED = "The user's credentials have been revoked.";

function claimsIn(token: unknown): Record<string, unknown> {
  const [, payload = ''] = String(token).split('.');
  return JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
}

/** The claims of the tokens that a refresh gives out. */
async function refreshed(server: TestServer, refresh: string): Promise<Record<string, unknown>[]> {
  const { status, body } = await post(server, 'refresh/', { refresh });
  expect(status).toBe(200);
  return Object.values(body as object).map(claimsIn);
}

describe('custom claims', () => {
  const custom = { name: 'Ada', roles: ['a', { b: null }], nbf: NOW - 1, iss: 'there', aud: ['x'] };

  it('of a refresh token live on in its access tokens and successors', async () => {
    const server = await startServer();
    const { body } = await post(server, 'refresh/', {
      refresh: forge(HEADER, { ...REFRESH, ...custom }),
    });
    const { access, refresh } = body as { access: string; refresh: string };
    expect(claimsIn(access)).toMatchObject({ ...custom, token_type: 'access', user_id: '1' });
    expect(claimsIn(refresh)).toMatchObject({ ...custom, token_type: 'refresh', user_id: '1' });
    for (const claims of await refreshed(server, refresh)) expect(claims).toMatchObject(custom);
    expect((await ask(server, access)).status).toBe(200);
    // Asked again within the grace period, the successor is the same.
    const again = await post(server, 'refresh/', { refresh });
    const once = await post(server, 'refresh/', { refresh });
    expect(claimsIn((again.body as { refresh: string }).refresh)).toEqual(
      claimsIn((once.body as { refresh: string }).refresh),
    );
  });

  it('say nothing in place of what this server says itself', async () => {
    const server = await startServer({ JWT_ISSUER: 'us', JWT_AUDIENCE: 'here' });
    const own = { jti: 'x', iat: NOW - 5, user_id: 1, iss: 'us', aud: ['here', 'there'] };
    for (const claims of await refreshed(server, forge(HEADER, { ...REFRESH, ...own }))) {
      expect(claims).toMatchObject({ iss: 'us', aud: 'here', iat: NOW, user_id: '1', epoch: 0 });
      expect(claims.jti).not.toBe('x');
    }
  });

  it('are what JWT_CLAIMS names, as they are when the token is issued', async () => {
    const server = await startServer({ JWT_CLAIMS: 'email,username' });
    await server.addUser('ada', 'pw', { email: 'ada@example.com' });
    const { access, refresh } = await obtainPair(server.origin, 'ada', 'pw');
    for (const token of [access, refresh]) {
      expect(claimsIn(token)).toMatchObject({ username: 'ada', email: 'ada@example.com' });
    }
    await server.dependencies.database.run(
      "UPDATE users SET email = 'a@b.c' WHERE username = 'ada'",
    );
    for (const claims of await refreshed(server, refresh)) expect(claims.email).toBe('a@b.c');
    const plain = await startServer();
    expect(claimsIn((await obtainPair(plain.origin)).access)).not.toHaveProperty('username');
    await expect(startServer({ JWT_CLAIMS: 'password' })).rejects.toThrow(
      /JWT_CLAIMS: does not know/,
    );
  });
});

describe('a token without an epoch', () => {
  async function changePassword({ dependencies }: TestServer): Promise<void> {
    const { users, hasher } = dependencies;
    await users.changePassword(1, await hasher.encode('another'), OPERATOR);
  }

  it.each([
    ['the password has changed', CHANGED, changePassword],
    [
      'the user has logged out everywhere',
      REVOKED,
      ({ dependencies }: TestServer) => dependencies.users.endCredentials(1, OPERATOR),
    ],
    [
      'the user was shut out, and let in again',
      REVOKED,
      async ({ dependencies }: TestServer) => {
        await setActive(dependencies, 'root', false);
        await setActive(dependencies, 'root', true);
      },
    ],
  ])('78: is judged by when it was issued, after %s', async (_, detail, end) => {
    const server = await startServer();
    const { access, refresh } = await obtainPair(server.origin);
    const foreign = { ...CLAIMS, exp: NOW + 86_400 };
    expect((await ask(server, forge(HEADER, foreign))).status).toBe(200);
    server.advance(10_500);
    await end(server);
    for (const token of [
      access,
      forge(HEADER, foreign),
      forge(HEADER, { ...foreign, iat: NOW + 10 }),
    ]) {
      expect(await ask(server, token)).toMatchObject({ status: 401, body: { detail } });
    }
    for (const token of [refresh, forge(HEADER, REFRESH)]) {
      const answer = await post(server, 'refresh/', { refresh: token });
      expect(answer).toEqual({ status: 401, body: { detail } });
    }
    const { iat: _iat, ...timeless } = foreign;
    expect((await ask(server, forge(HEADER, timeless))).status).toBe(401);

    // What Django issues from then on is good.
    server.advance(5_000);
    const later = { iat: NOW + 11, exp: NOW + 86_400 };
    expect((await ask(server, forge(HEADER, { ...CLAIMS, ...later }))).status).toBe(200);
    const renewed = await post(server, 'refresh/', {
      refresh: forge(HEADER, { ...REFRESH, ...later, jti: 'later' }),
    });
    expect(renewed.status).toBe(200);
    expect((await ask(server, (renewed.body as { access: string }).access)).status).toBe(200);
  });
});

describe('JWT_CHECK_REVOKE_TOKEN', () => {
  it('78: binds tokens to the stored password, as SimpleJWT’s CHECK_REVOKE_TOKEN', async () => {
    const server = await startServer({ JWT_CHECK_REVOKE_TOKEN: 'true' });
    const { users, database } = server.dependencies;
    const digest = createHash('md5')
      .update((await users.findEncodedPassword(1)) ?? '')
      .digest('hex')
      .toUpperCase();
    const { access, refresh } = await obtainPair(server.origin);
    for (const token of [access, refresh]) {
      expect(claimsIn(token).hash_password).toBe(digest);
    }
    const bound = { ...CLAIMS, hash_password: digest };
    expect((await ask(server, forge(HEADER, bound))).status).toBe(200);
    for (const hash_password of [undefined, digest.toLowerCase(), '', null]) {
      expect(await ask(server, forge(HEADER, { ...CLAIMS, hash_password }))).toMatchObject({
        status: 401,
        body: { detail: CHANGED, code: 'password_changed' },
      });
    }
    for (const claims of await refreshed(server, refresh)) {
      expect(claims.hash_password).toBe(digest);
    }
    // Django's admin writes a new password into a database that both share.
    await database.run("UPDATE users SET password = 'sha1$x$y' WHERE id = 1");
    expect((await ask(server, access)).status).toBe(401);
    expect(await post(server, 'refresh/', { refresh })).toEqual({
      status: 401,
      body: { detail: CHANGED },
    });
  });
});
