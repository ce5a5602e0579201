import type { Request, Router } from 'express';
import { sendJson } from '../../http/answer.ts';
import { readBody } from '../../http/body.ts';
import { readFields, ValidationError } from '../../http/fields.ts';
import { routeTable } from '../../http/route-table.ts';
import { AuthenticationFailed } from '../authentication-failed.ts';
import { checkPosted } from '../posted-credentials.ts';
import type { Services } from '../services.ts';
import type { TokenIssuer } from './issuer.ts';
import { customClaimsOf } from './claims.ts';
import type { Claims } from './claims.ts';
import { InvalidToken } from './compact.ts';
import { requireType } from './json-web-token.ts';
import type { JsonWebTokens } from './json-web-token.ts';
import { publishedKeys } from './keys/published-keys.ts';
import type { KeyRing } from './keys/ring.ts';
import type { RefreshCookie } from './refresh-cookie.ts';
import type { RefreshTokens } from './refresh-tokens.ts';
import { challengeWith, tokenNotValid } from './refusals.ts';
import { userOf } from './strategy.ts';
import type { TokenUsers } from './token-users.ts';
import type { UserClaims } from './user-claims.ts';

/** What `/api/token/refresh/` and `/api/token/blacklist/` read. */
export const REFRESH_FIELDS = { refresh: { trim: true } } as const;
/** What `/api/token/verify/` reads. */
export const VERIFY_FIELDS = { token: { trim: true } } as const;

const WRONG_CREDENTIALS = 'No active account found with the given credentials';

export interface JwtParts {
  readonly keys: KeyRing;
  readonly tokens: JsonWebTokens;
  readonly users: TokenUsers;
  readonly userClaims: UserClaims;
  readonly issuer: TokenIssuer;
  readonly refreshTokens: RefreshTokens;
  /** Where browsers keep refresh tokens; without it scripts do. */
  readonly cookie: RefreshCookie | undefined;
  /** Whether a refresh gives out a refresh token as well. */
  readonly isRotating: boolean;
  /** What a refusal carries. */
  readonly challenge: string;
}

/** `/api/token/` and below, as SimpleJWT: obtain, refresh, verify, blacklist. */
export function jwtRoutes({ credentials }: Pick<Services, 'credentials'>, parts: JwtParts): Router {
  const { keys, tokens, users, userClaims, issuer, refreshTokens, cookie, isRotating } = parts;

  const router = routeTable({
    '/.well-known/jwks.json': publishedKeys(keys),

    '/api/token': {
      async POST(request, response) {
        const user = await checkPosted(credentials, request);
        // First: if it fails, no login has begun.
        const custom = user && (await userClaims.of(user));
        const family = user && (await refreshTokens.begin(user, request));
        if (user === undefined || custom === undefined || family === undefined) {
          throw new AuthenticationFailed(WRONG_CREDENTIALS);
        }
        const [refresh, access] = await Promise.all([
          issuer.refreshToken(user, family, custom.refresh),
          issuer.accessToken(user, family, custom.access),
        ]);
        cookie?.send(request, response, refresh, family.expiresAt);
        sendJson(response, 200, cookie === undefined ? { refresh, access } : { access });
      },
    },

    '/api/token/refresh': {
      async POST(request, response) {
        const { claims, isInCookie } = await readRefreshToken(request);
        const renewal = await refreshTokens.renew(claims, request).catch(refuse);
        const { user, family, custom } = renewal;
        const inherited = customClaimsOf(claims);
        const [access, refresh] = await Promise.all([
          issuer.accessToken(user, family, { ...inherited, ...custom.access }),
          isRotating
            ? issuer.refreshToken(user, family, { ...inherited, ...custom.refresh })
            : undefined,
        ]);
        if (isInCookie && refresh !== undefined) {
          cookie?.send(request, response, refresh, family.expiresAt);
        }
        sendJson(response, 200, isInCookie ? { access } : { access, refresh });
      },
    },

    '/api/token/verify': {
      async POST(request, response) {
        const fields = readFields(await readBody(request), VERIFY_FIELDS);
        const claims = await tokens.verify(fields.token).catch(refuse);
        const user = await userOf(claims, { users, userClaims }).catch(refuse);
        if (claims.token_type === 'refresh') {
          const problem = await refreshTokens.problemOf(claims, user);
          if (problem === 'expired') throw tokenNotValid('Token is expired');
          if (problem === 'revoked') {
            throw new ValidationError({ non_field_errors: ['Token is blacklisted'] });
          }
        }
        sendJson(response, 200, {});
      },
    },

    '/api/token/blacklist': {
      async POST(request, response) {
        // Whatever becomes of the token, the browser is not to keep it.
        if (cookie !== undefined && cookie.read(request).length > 0)
          cookie.clear(request, response);
        const { claims } = await readRefreshToken(request);
        await refreshTokens.giveBack(claims, request).catch(refuse);
        sendJson(response, 200, {});
      },
    },
  });
  return router.use(challengeWith(parts.challenge));

  /**
   * The claims of the genuine, unexpired refresh token in the request's field `refresh`, or without one in
   * the cookie. What replaces it goes back the way it came: a script that has no token gets none.
   */
  async function readRefreshToken(request: Request): Promise<Presented> {
    const data = await readBody(request);
    const inCookie = hasField(data, 'refresh') ? [] : (cookie?.read(request) ?? []);
    const isInCookie = inCookie.length > 0;
    const presented = isInCookie ? inCookie : [readFields(data, REFRESH_FIELDS).refresh];
    // The one of several cookies counts that this server has signed.
    let refusal: unknown;
    for (const token of presented) {
      try {
        return { claims: requireType(await tokens.verify(token), 'refresh'), isInCookie };
      } catch (error) {
        refusal ??= error;
      }
    }
    return refuse(refusal);
  }
}

/** A refresh token that was verified. */
interface Presented {
  readonly claims: Claims;
  readonly isInCookie: boolean;
}

function hasField(data: unknown, name: string): boolean {
  return typeof data === 'object' && data !== null && Object.hasOwn(data, name);
}

/** What is wrong with a token that came in the body or the cookie. */
function refuse(error: unknown): never {
  throw error instanceof InvalidToken ? tokenNotValid(error.message) : error;
}
