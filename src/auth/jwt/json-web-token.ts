import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { boundedCache } from '../../bounded-cache.ts';
import type { Clock } from '../../clock.ts';
import { isSignedBy, signToken } from './algorithms.ts';
import type { AlgorithmName } from './algorithms.ts';
import { checkTimes, IncomingClaims } from './claims.ts';
import type { Claims, CustomClaims, IssuedClaims } from './claims.ts';
import { invalid, InvalidToken, readPart, requireCanonical } from './compact.ts';
import type { KeyRing, VerifyingKey } from './keys/ring.ts';

/** How many verified tokens are remembered. */
const CACHE_SIZE = 10_000;

const typ = z.string().toUpperCase().pipe(z.literal('JWT')).optional();

/**
 * Nothing else may be in a header: `jwk`, `jku`, `x5u`, `crit` and the like are ways to be tricked. The
 * algorithm has to be that of the key, which the shared secret's tokens do not name, and others by its
 * thumbprint: no path, no query, nothing that would be looked up elsewhere.
 */
const Header = z.discriminatedUnion('alg', [
  z.strictObject({ alg: z.literal('HS256'), typ }),
  z.strictObject({
    alg: z.enum(['RS256', 'ES256', 'EdDSA']),
    typ,
    kid: z
      .string()
      .regex(/^[\w-]{43}$/)
      .optional(),
  }),
]);

export interface JsonWebTokenOptions {
  readonly keys: Pick<KeyRing, 'signingKey' | 'find' | 'known'>;
  readonly issuer: string | undefined;
  readonly audience: string | undefined;
  /** Milliseconds by which clocks may differ. */
  readonly leeway: number;
  readonly clock: Clock;
}

/**
 * Signs and verifies JWTs. What a library checks differs with the library: jsonwebtoken alone would
 * follow `crit` headers it does not know, accept tokens that never expire, throw a TypeError on a
 * payload of `null`, and take a JSON text that holds the claims for the claims. So signatures are the
 * library's, and header, shape and claims are checked here, for all algorithms alike.
 */
export class JsonWebTokens {
  readonly #options: JsonWebTokenOptions;
  readonly #verified = boundedCache<Claims>(CACHE_SIZE);

  constructor(options: JsonWebTokenOptions) {
    this.#options = options;
  }

  /**
   * @param custom written after those; `iss` and `aud` are this server's where it has some.
   * @returns the token in compact form.
   * @throws {ServiceUnavailable} 503 when there is no key to sign with.
   */
  async sign(claims: IssuedClaims, custom: CustomClaims = {}): Promise<string> {
    const { keys, issuer, audience } = this.#options;
    const { key, kid } = await keys.signingKey();
    const all = {
      ...claims,
      ...custom,
      ...(audience !== undefined && { aud: audience }),
      ...(issuer !== undefined && { iss: issuer }),
    };
    return signToken(all, key, kid);
  }

  /**
   * Signature, header, times, issuer and audience, and that the claims every token here has are
   * present. Of a token that was verified before only the times are checked again. Whether its key
   * still counts is for the caller to ask, who reads the user.
   *
   * @throws {InvalidToken} in SimpleJWT's words.
   */
  async verify(token: string): Promise<Claims> {
    const known = this.#recall(token);
    if (known !== undefined) return known;
    const { alg, kid } = readHeader(token);
    return this.#check(token, await this.#options.keys.find(alg, kid));
  }

  /** The same for a token that was verified a moment ago, without a look at the database. */
  verifyAgain(token: string): Claims {
    const known = this.#recall(token);
    if (known !== undefined) return known;
    const { alg, kid } = readHeader(token);
    return this.#check(token, this.#options.keys.known(alg, kid));
  }

  #recall(token: string): Claims | undefined {
    const known = this.#verified.get(token);
    if (known !== undefined) checkTimes(known, this.#options);
    return known;
  }

  #check(token: string, key: VerifyingKey | undefined): Claims {
    if (key?.keys.some((each) => isSignedBy(token, each)) !== true) throw invalid();
    const { exp, jti, ...claims } = readPart(token, 1, IncomingClaims);
    const { issuer, audience } = this.#options;
    if (issuer !== undefined && claims.iss !== issuer) throw invalid();
    if (audience !== undefined && ![claims.aud].flat().includes(audience)) throw invalid();
    if (exp === undefined) throw new InvalidToken("Token has no 'exp' claim");
    checkTimes({ exp, nbf: claims.nbf, iat: claims.iat }, this.#options);
    if (jti === undefined) throw new InvalidToken('Token has no id');
    const verified = { ...claims, exp, jti, keyId: key.id };
    this.#verified.set(token, verified);
    return verified;
  }
}

function readHeader(token: string): { alg: AlgorithmName; kid?: string | undefined } {
  requireCanonical(token);
  return readPart(token, 0, Header);
}

/** A UUID in 32 hex digits, as SimpleJWT writes it. */
export function newJti(): string {
  return randomUUID().replaceAll('-', '');
}

/** The claims, if the token's type is what this place expects: a refresh token is no access token. */
export function requireType(claims: Claims, type: IssuedClaims['token_type']): Claims {
  if (claims.token_type === undefined) throw new InvalidToken('Token has no type');
  if (claims.token_type !== type) throw new InvalidToken('Token has wrong type');
  return claims;
}
