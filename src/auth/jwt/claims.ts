import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import { invalid, InvalidToken } from './compact.ts';

/** Claims as they come in. What is not named here means nothing to this server (RFC 7519 §4). */
export const IncomingClaims = z.looseObject({
  token_type: z.unknown().optional(),
  // Times are Unix seconds.
  exp: z.int().optional(),
  nbf: z.number().optional(),
  iat: z.number().optional(),
  iss: z.unknown().optional(),
  aud: z.unknown().optional(),
  sub: z.string().optional(),
  jti: z
    .string()
    .min(1)
    .max(255)
    // It becomes a key in the database, and not every one can hold these.
    .regex(/^[^\0\p{Surrogate}]*$/u)
    .optional(),
  // A string since SimpleJWT 5.5, a number before.
  user_id: z.unknown().optional(),
  // What an access token is limited to, with spaces in between (RFC 8693 §4.2).
  scope: z.string().optional(),
  // The user's credentials epoch when the token was issued. Tokens that SimpleJWT made have none.
  epoch: z.int().nonnegative().optional(),
});

/** What an issued token says, in the order in which SimpleJWT writes it. */
export interface IssuedClaims {
  readonly token_type: 'access' | 'refresh';
  /** Unix seconds. */
  readonly exp: number;
  /** Unix seconds. */
  readonly iat: number;
  readonly jti: string;
  readonly user_id: string;
  readonly epoch: number;
}

/** What a verified token says. */
export interface Claims extends z.output<typeof IncomingClaims> {
  readonly exp: number;
  readonly jti: string;
  /** The key that signed it, as the database calls it. */
  readonly keyId: string;
}

/**
 * Whether a token's time has come and is not over. One that is yet to be issued is refused, too, as by
 * SimpleJWT.
 *
 * @param leeway milliseconds by which clocks may differ.
 * @throws {InvalidToken} when it has not, or is.
 */
export function checkTimes(
  { exp, nbf = 0, iat = 0 }: Pick<Claims, 'exp' | 'nbf' | 'iat'>,
  { clock, leeway }: { readonly clock: Clock; readonly leeway: number },
): void {
  if (exp * 1000 <= clock() - leeway) throw new InvalidToken('Token is expired');
  if (Math.max(nbf, iat) * 1000 > clock() + leeway) throw invalid();
}

/** Claims that are no business of this server's: an application's own. */
export type CustomClaims = Readonly<Record<string, unknown>>;

/** What each token says for itself alone. */
const OWN_CLAIMS = new Set(['token_type', 'exp', 'iat', 'jti', 'user_id', 'epoch', 'keyId']);

/** What lives on in the tokens that are issued for a token, as SimpleJWT has it. */
export function customClaimsOf(claims: Claims): CustomClaims {
  return Object.fromEntries(Object.entries(claims).filter(([name]) => !OWN_CLAIMS.has(name)));
}

/** What says whose a token is, by whom and for whom, and until when (RFC 7519 §4.1). */
const RESERVED = new Set([...OWN_CLAIMS, 'nbf', 'iss', 'aud', 'sub']);

/**
 * Makes sure that what an app says of a user overrides nothing of what the server says, and that the
 * token can be read again.
 *
 * @param more names that the server uses besides.
 * @throws {TypeError} naming the first claim that does.
 */
export function requireOwn(claims: unknown, more: readonly string[]): CustomClaims {
  if (typeof claims !== 'object' || claims === null || Array.isArray(claims)) {
    throw new TypeError('claims: must return an object, such as { plan: "free" }');
  }
  const reserved = Object.keys(claims).find((name) => RESERVED.has(name) || more.includes(name));
  if (reserved !== undefined) {
    throw new TypeError(`claims: '${reserved}' is the server's own; give the claim another name`);
  }
  if (!IncomingClaims.safeParse(claims).success) {
    throw new TypeError("claims: 'scope' must be a text, with spaces between the scopes");
  }
  return claims as CustomClaims;
}
