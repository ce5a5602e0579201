import type { IncomingMessage } from 'node:http';
import type { Strategy } from 'passport';
import { AuthenticationFailed } from '../authentication-failed.ts';
import type { UserStore } from '../../users/store.ts';
import type { User } from '../../users/user.ts';
import { soleCredential } from '../authorization.ts';
import { HeaderBearerStrategy } from '../bearer-strategy.ts';
import { InvalidToken, requireType, userIdOf } from './json-web-token.ts';
import type { Claims, JsonWebTokens } from './json-web-token.ts';

/** RFC 6750 §3. */
export const CHALLENGE = 'Bearer realm="api"';

const MALFORMED = {
  detail: 'Authorization header must contain two space-delimited values',
  code: 'bad_authorization_header',
};

/**
 * `Authorization: Bearer <access token>` → its user. The user is read on every request, so that a
 * token stops working the moment its user does.
 */
export function jwtStrategy(tokens: JsonWebTokens, users: UserStore): Strategy {
  return new HeaderBearerStrategy(extractToken, async (token) =>
    userOf(verifyAccessToken(tokens, token), users),
  );
}

/**
 * The user of a genuine token.
 *
 * @throws {AuthenticationFailed} when there is none, or they are not let in by it any more.
 */
export async function userOf(claims: Claims, users: UserStore): Promise<User> {
  if (claims.user_id === undefined) {
    throw refuse('Token contained no recognizable user identification', 'token_not_valid');
  }
  const id = userIdOf(claims);
  const user = id === undefined ? undefined : await users.findById(id);
  if (user === undefined) throw refuse('User not found', 'user_not_found');
  if (!user.isActive) throw refuse('User is inactive', 'user_inactive');
  if (!isCurrent(claims, user)) {
    throw refuse("The user's password has been changed.", 'password_changed');
  }
  return user;
}

/** Whether nothing has ended the user's credentials since the token was issued. */
export function isCurrent(claims: Claims, user: User): boolean {
  return claims.epoch === user.credentialsEpoch;
}

/** Whether a request's access token, which let it in, has not expired since. */
export function isStillGood(tokens: JsonWebTokens, request: IncomingMessage): boolean {
  try {
    verifyAccessToken(tokens, extractToken(request));
    return true;
  } catch (error) {
    if (!(error instanceof AuthenticationFailed)) throw error;
    return false;
  }
}

function extractToken(request: IncomingMessage): string {
  return soleCredential(request, { missing: MALFORMED, spaces: MALFORMED });
}

function verifyAccessToken(tokens: JsonWebTokens, token: string): Claims {
  try {
    const claims = tokens.verify(token);
    requireType(claims, 'access');
    return claims;
  } catch (error) {
    if (!(error instanceof InvalidToken)) throw error;
    throw refuse('Given token not valid for any token type', 'token_not_valid', {
      messages: [{ token_class: 'AccessToken', token_type: 'access', message: error.message }],
    });
  }
}

function refuse(detail: string, code: string, more: object = {}): AuthenticationFailed {
  return new AuthenticationFailed({ detail, code, ...more }, `${CHALLENGE}, error="invalid_token"`);
}
