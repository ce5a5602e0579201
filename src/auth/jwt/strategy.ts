import type { IncomingMessage } from 'node:http';
import type { Strategy } from 'passport';
import type { Queries } from '../../database/database.ts';
import { AuthenticationFailed } from '../authentication-failed.ts';
import type { User } from '../../users/user.ts';
import { soleCredential } from '../authorization.ts';
import { HeaderBearerStrategy } from '../bearer-strategy.ts';
import type { Bearer } from '../bearer-strategy.ts';
import type { Claims } from './claims.ts';
import { InvalidToken } from './compact.ts';
import type { ExternalTokens } from './trusted-issuers/external-tokens.ts';
import { requireType } from './json-web-token.ts';
import type { JsonWebTokens } from './json-web-token.ts';
import type { TokenUsers } from './token-users.ts';
import type { UserClaims } from './user-claims.ts';

const MALFORMED = {
  detail: 'Authorization header must contain two space-delimited values',
  code: 'bad_authorization_header',
};

export interface AccessParts extends UserServices {
  readonly tokens: JsonWebTokens;
  readonly external: ExternalTokens;
}

/**
 * The access token in `Authorization` → its user. The user is read on every request, so that a
 * token stops working the moment its user does.
 */
export function jwtStrategy({ tokens, external, ...services }: AccessParts): Strategy {
  return new HeaderBearerStrategy(extractToken, (token) =>
    refusing(async () => {
      if (external.claims(token)) {
        const { user, scope } = await external.find(token);
        return { user: admit(user), scope };
      }
      const claims = requireType(await tokens.verify(token), 'access');
      return { user: await userOf(claims, services), scope: claims.scope ?? null };
    }),
  );
}

export interface UserServices {
  readonly users: TokenUsers;
  readonly userClaims: UserClaims;
}

/**
 * The user of a genuine token.
 *
 * @throws {AuthenticationFailed} when there is none, or they are not let in by it any more.
 * @throws {InvalidToken} when its key was dropped.
 */
export async function userOf(claims: Claims, { users, userClaims }: UserServices): Promise<User> {
  if (claims.user_id === undefined) {
    throw refuse('Token contained no recognizable user identification', 'token_not_valid');
  }
  const user = admit(await users.find(claims));
  const revocation = await userClaims.revocationOf(claims, user);
  if (revocation !== undefined) throw refuse(revocation.detail, revocation.code);
  return user;
}

function admit(user: User | undefined): User {
  if (user === undefined) throw refuse('User not found', 'user_not_found');
  if (!user.isActive) throw refuse('User is inactive', 'user_inactive');
  return user;
}

/**
 * Whether a request's access token, which let it in, is good still: it has not expired, nor was its key
 * dropped, since.
 *
 * @param queries of a transaction.
 */
export async function isStillGood(
  { tokens, users, external }: AccessParts,
  queries: Queries,
  request: IncomingMessage,
): Promise<boolean> {
  const token = extractToken(request);
  try {
    if (!external.claims(token)) return await users.isKeyLive(queries, tokens.verifyAgain(token));
    external.verifyAgain(token);
    return true;
  } catch (error) {
    if (!(error instanceof InvalidToken)) throw error;
    return false;
  }
}

function extractToken(request: IncomingMessage): string {
  return soleCredential(request, { missing: MALFORMED, spaces: MALFORMED });
}

/** Says what is wrong with a token as SimpleJWT does. */
async function refusing(find: () => Promise<Bearer>): Promise<Bearer> {
  try {
    return await find();
  } catch (error) {
    if (!(error instanceof InvalidToken)) throw error;
    throw refuse('Given token not valid for any token type', 'token_not_valid', {
      messages: [{ token_class: 'AccessToken', token_type: 'access', message: error.message }],
    });
  }
}

function refuse(detail: string, code: string, more: object = {}): AuthenticationFailed {
  return new AuthenticationFailed({ detail, code, ...more }, 'error="invalid_token"');
}
