import jsonwebtoken from 'jsonwebtoken';
import { LRUCache } from 'lru-cache';
import { randomUUID } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../../clock.ts';

/** The one algorithm (RFC 8725 §3.1): a token that asks for another is refused. */
const ALGORITHM = 'HS256';

/** How many verified tokens are remembered. */
const CACHE_SIZE = 10_000;

/** Three base64url parts, no padding, no white space (RFC 7515 §7.1). */
const COMPACT = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** Nothing else may be in a header: `kid`, `jku`, `x5u`, `crit` and the like are ways to be tricked. */
const Header = z.strictObject({
  alg: z.literal(ALGORITHM),
  typ: z.string().toUpperCase().pipe(z.literal('JWT')).optional(),
});

/** Claims as they come in. What is not named here is ignored (RFC 7519 §4). */
const IncomingClaims = z.object({
  token_type: z.unknown().optional(),
  exp: z.int().nonnegative().optional(),
  nbf: z.number().optional(),
  iat: z.number().optional(),
  jti: z
    .string()
    .min(1)
    .max(255)
    // It becomes a key in the database, and not every one can hold these.
    .regex(/^[^\0\p{Surrogate}]*$/u)
    .optional(),
  user_id: z.unknown().optional(),
  // Tokens that SimpleJWT made have none, and belong to users as they were carried over.
  epoch: z.int().nonnegative().default(0),
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
export interface Claims {
  readonly token_type?: unknown;
  /** Unix seconds. */
  readonly exp: number;
  /** Unix seconds. */
  readonly nbf?: number | undefined;
  readonly jti: string;
  readonly user_id?: unknown;
  /** The user's credentials epoch when the token was issued. */
  readonly epoch: number;
}

/** Why a token is refused; the message may be shown. */
export class InvalidToken extends Error {
  override readonly name = 'InvalidToken';
}

/** How {@link JsonWebTokens} signs and what it accepts. */
export interface JsonWebTokenOptions {
  /** HS256 keys: the first signs, any verifies. As objects, for a string is parsed on every use. */
  readonly keys: readonly KeyObject[];
  readonly issuer: string | undefined;
  readonly audience: string | undefined;
  /** Milliseconds by which clocks may differ. */
  readonly leeway: number;
  readonly clock: Clock;
}

/**
 * Signs and verifies JWTs. jsonwebtoken alone would follow `crit` headers it does not know, accept
 * tokens that never expire, throw a TypeError on a payload of `null`, and take a JSON text that holds
 * the claims for the claims; everything goes through here so that there is one algorithm, one header
 * and one set of claims.
 */
export class JsonWebTokens {
  readonly #options: JsonWebTokenOptions;
  readonly #verified = new LRUCache<string, Claims>({ max: CACHE_SIZE });

  constructor(options: JsonWebTokenOptions) {
    this.#options = options;
  }

  /** @returns the token in compact form. */
  sign(claims: IssuedClaims): string {
    const [key] = this.#options.keys;
    if (key === undefined) throw new TypeError('signing needs a key');
    const { issuer, audience } = this.#options;
    return jsonwebtoken.sign(claims, key, {
      algorithm: ALGORITHM,
      ...(issuer !== undefined && { issuer }),
      ...(audience !== undefined && { audience }),
    });
  }

  /**
   * Signature, header, times, issuer and audience, and that the claims every token here has are
   * present. Of a token that was verified before only the times are checked again.
   *
   * @throws {InvalidToken} in SimpleJWT's words.
   */
  verify(token: string): Claims {
    const known = this.#verified.get(token);
    if (known !== undefined) {
      this.#checkTimes(known);
      return known;
    }
    const { exp, jti, ...claims } = this.#decode(token);
    if (exp === undefined) throw new InvalidToken("Token has no 'exp' claim");
    if (jti === undefined) throw new InvalidToken('Token has no id');
    const verified = { ...claims, exp, jti };
    this.#verified.set(token, verified);
    return verified;
  }

  #checkTimes({ exp, nbf = 0 }: Claims): void {
    const { clock, leeway } = this.#options;
    if (exp * 1000 <= clock() - leeway) throw new InvalidToken('Token is expired');
    if (nbf * 1000 > clock() + leeway) throw new InvalidToken('Token is invalid');
  }

  #decode(token: string): z.output<typeof IncomingClaims> {
    try {
      if (!COMPACT.test(token)) throw new InvalidToken('not a JWS in compact form');
      const [header = '', payload = ''] = token.split('.');
      Header.parse(parsePart(header));
      this.#checkSignature(token);
      return IncomingClaims.parse(parsePart(payload));
    } catch (error) {
      const expired = error instanceof jsonwebtoken.TokenExpiredError;
      throw new InvalidToken(expired ? 'Token is expired' : 'Token is invalid', { cause: error });
    }
  }

  #checkSignature(token: string): void {
    const { keys, issuer, audience, leeway, clock } = this.#options;
    let failure: unknown;
    for (const key of keys) {
      try {
        jsonwebtoken.verify(token, key, {
          algorithms: [ALGORITHM],
          clockTimestamp: Math.floor(clock() / 1000),
          clockTolerance: leeway / 1000,
          ...(issuer !== undefined && { issuer }),
          ...(audience !== undefined && { audience }),
        });
        return;
      } catch (error) {
        failure = error;
        if (!(error instanceof Error) || error.message !== 'invalid signature') break;
      }
    }
    throw failure;
  }
}

/** A UUID in 32 hex digits, as SimpleJWT writes it. */
export function newJti(): string {
  return randomUUID().replaceAll('-', '');
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Base64url → JSON's value; throws for what is neither. */
function parsePart(part: string): unknown {
  return JSON.parse(utf8.decode(Buffer.from(part, 'base64url')));
}

/** The token's type is what this place expects: a refresh token is no access token. */
export function requireType(claims: Claims, type: IssuedClaims['token_type']): void {
  if (claims.token_type === undefined) throw new InvalidToken('Token has no type');
  if (claims.token_type !== type) throw new InvalidToken('Token has wrong type');
}

/**
 * The id in a token's `user_id`: a string since SimpleJWT 5.5, a number before.
 *
 * @returns undefined for what cannot be an id, which belongs to nobody.
 */
export function userIdOf(claims: Claims): number | undefined {
  const { user_id: value } = claims;
  const id = typeof value === 'string' && /^[1-9]\d*$/.test(value) ? Number(value) : value;
  return typeof id === 'number' && Number.isSafeInteger(id) ? id : undefined;
}
