import { randomUUID } from 'node:crypto';
import { Router } from 'express';
import type { Request, Response } from 'express';
import type { Dependencies } from '../../dependencies.ts';
import { HttpError } from '../../errors.ts';
import { ValidationError } from '../../http/validation-error.ts';
import { sendJson } from '../../http/answer.ts';
import { readBody } from '../../http/body.ts';
import { endpoint } from '../../http/endpoint.ts';
import { readFields } from '../../http/fields.ts';
import type { User } from '../../users/store.ts';
import { checkPosted } from '../posted-credentials.ts';
import type { JwtSettings } from './index.ts';
import { InvalidToken, requireType, userIdOf } from './json-web-token.ts';
import type { Claims, IssuedClaims, JsonWebTokens } from './json-web-token.ts';
import type { JwtLogins } from './logins.ts';
import type { RefreshToken, RefreshTokenStore } from './store.ts';
import { CHALLENGE, isCurrent } from './strategy.ts';

/** What `/api/token/refresh/` and `/api/token/blacklist/` read. */
export const REFRESH_FIELDS = { refresh: { trim: true } } as const;
/** What `/api/token/verify/` reads. */
export const VERIFY_FIELDS = { token: { trim: true } } as const;

const WRONG_CREDENTIALS = 'No active account found with the given credentials';
const NO_ACCOUNT = 'No active account found for the given token.';

/** `/api/token/` and below, as SimpleJWT: obtain, refresh, verify, blacklist. */
export function jwtRoutes(
  dependencies: Dependencies,
  settings: JwtSettings,
  tokens: JsonWebTokens,
  store: RefreshTokenStore,
  logins: JwtLogins,
): Router {
  const { credentials, users, clock } = dependencies;
  const { events } = dependencies;
  const router = Router({ caseSensitive: true });

  router.all(
    '/api/token',
    endpoint({
      async POST(request, response) {
        const user = await checkPosted(credentials, request, response);
        if (user === undefined) throw unauthorized(WRONG_CREDENTIALS);
        const refreshToken = newRefreshToken(user);
        if (!(await store.add(refreshToken, user))) throw unauthorized(WRONG_CREDENTIALS);
        await logins.seen(refreshToken.jti, user, request);
        sendJson(response, 200, {
          refresh: signRefreshToken(refreshToken, user),
          access: signAccessToken(user),
        });
      },
    }),
  );

  router.all(
    '/api/token/refresh',
    endpoint({
      async POST(request, response) {
        const { claims, token, user } = await readRefreshToken(request, response);
        if (!user.isActive) throw unauthorized(NO_ACCOUNT);
        if (!isCurrent(claims, user)) {
          throw unauthorized("The user's password has been changed.");
        }
        if (!settings.JWT_ROTATE_REFRESH) {
          if (await store.isRevoked(token.jti)) throw tokenNotValid('Token is blacklisted');
          await logins.seen(token.jti, user, request);
          sendJson(response, 200, { access: signAccessToken(user) });
          return;
        }
        const grace = settings.JWT_ROTATION_GRACE;
        const successor = await store.rotate(token, newRefreshToken(user), grace);
        if (successor === 'reused') await events.record('refresh token reused', { user, request });
        if (typeof successor === 'string') throw tokenNotValid('Token is blacklisted');
        await logins.seen(successor.jti, user, request);
        sendJson(response, 200, {
          access: signAccessToken(user),
          refresh: signRefreshToken(successor, user),
        });
      },
    }),
  );

  router.all(
    '/api/token/verify',
    endpoint({
      async POST(request, response) {
        const fields = readFields(await readBody(request, response), VERIFY_FIELDS);
        const { jti } = verify(fields.token);
        if (await store.isRevoked(jti)) {
          throw new ValidationError({ non_field_errors: ['Token is blacklisted'] });
        }
        sendJson(response, 200, {});
      },
    }),
  );

  router.all(
    '/api/token/blacklist',
    endpoint({
      async POST(request, response) {
        const given = await readRefreshToken(request, response);
        const { token } = given;
        const isRevoked = await store.isRevoked(token.jti);
        // Also for one that is spent: whoever gives it back wants its successors gone, or stole it.
        await store.revokeFamily(token);
        if (isRevoked) throw tokenNotValid('Token is blacklisted');
        await events.record('token revoked', { user: given.user, request });
        sendJson(response, 200, {});
      },
    }),
  );

  /** The genuine, unexpired refresh token in the request's field `refresh`, and whose it is. */
  async function readRefreshToken(
    request: Request,
    response: Response,
  ): Promise<{ claims: Claims; token: RefreshToken; user: User }> {
    const fields = readFields(await readBody(request, response), REFRESH_FIELDS);
    const claims = verify(fields.refresh, 'refresh');
    const userId = userIdOf(claims);
    const user = userId === undefined ? undefined : await users.findById(userId);
    if (user === undefined) throw unauthorized(NO_ACCOUNT);
    const { jti, exp } = claims;
    const token = { jti, userId: user.id, issuedAt: clock(), expiresAt: exp * 1000 };
    return { claims, token, user };
  }

  function verify(token: string, type?: IssuedClaims['token_type']): Claims {
    try {
      const claims = tokens.verify(token);
      if (type !== undefined) requireType(claims, type);
      return claims;
    } catch (error) {
      if (error instanceof InvalidToken) throw tokenNotValid(error.message);
      throw error;
    }
  }

  function newRefreshToken(user: User): RefreshToken {
    const issuedAt = clock();
    const expiresAt = issuedAt + settings.JWT_REFRESH_LIFETIME;
    return { jti: newJti(), userId: user.id, issuedAt, expiresAt };
  }

  /** The same token signs to the same text, so that it need not be stored to be given out again. */
  function signRefreshToken({ jti, issuedAt, expiresAt }: RefreshToken, user: User): string {
    return sign('refresh', jti, issuedAt, expiresAt, user);
  }

  function signAccessToken(user: User): string {
    const issuedAt = clock();
    return sign('access', newJti(), issuedAt, issuedAt + settings.JWT_ACCESS_LIFETIME, user);
  }

  function sign(
    type: IssuedClaims['token_type'],
    jti: string,
    issuedAt: number,
    expiresAt: number,
    user: User,
  ): string {
    return tokens.sign({
      token_type: type,
      exp: Math.floor(expiresAt / 1000),
      iat: Math.floor(issuedAt / 1000),
      jti,
      user_id: String(user.id),
      epoch: user.credentialsEpoch,
    });
  }

  return router;
}

/** A UUID in 32 hex digits, as SimpleJWT writes it. */
function newJti(): string {
  return randomUUID().replaceAll('-', '');
}

function unauthorized(answer: string | object): HttpError {
  return new HttpError(401, answer, { headers: { 'WWW-Authenticate': CHALLENGE } });
}

function tokenNotValid(detail: string): HttpError {
  return unauthorized({ detail, code: 'token_not_valid' });
}
