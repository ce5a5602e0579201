import type { Logger } from 'pino';
import { z } from 'zod';
import { boundedCache } from '../../../bounded-cache.ts';
import type { Clock } from '../../../clock.ts';
import type { UserStore } from '../../../users/store.ts';
import type { User } from '../../../users/user.ts';
import { isSignedBy } from '../algorithms.ts';
import { checkTimes } from '../claims.ts';
import { invalid, InvalidToken, readPart, requireCanonical } from '../compact.ts';
import { IssuerKeys } from './issuer-keys.ts';
import type { TrustedIssuer } from './setting.ts';

/** How many verified tokens are remembered. */
const CACHE_SIZE = 10_000;

/**
 * `at+jwt` is RFC 9068's; others write `JWT`. A certificate's hash is not looked at, and anything else
 * is refused as in a header of our own: no keys, no addresses, nothing critical.
 */
const Header = z.strictObject({
  alg: z.enum(['RS256', 'ES256', 'EdDSA']),
  kid: z.string().min(1).max(255),
  typ: z
    .string()
    .toLowerCase()
    .pipe(z.enum(['jwt', 'at+jwt', 'application/at+jwt']))
    .optional(),
  x5t: z.string().optional(),
  'x5t#S256': z.string().optional(),
});

const Issued = z.looseObject({ iss: z.string().optional() });

/** Scopes as a text, a space between them, or as a list. */
const Scope = z
  .union([z.string(), z.array(z.string())])
  .transform((scope) => [scope].flat().join(' '));

const Payload = z.looseObject({
  iss: z.string(),
  aud: z.union([z.string(), z.array(z.string())]),
  exp: z.int(),
  nbf: z.number().optional(),
  // RFC 9068 §2.2.3; then what Entra ID and Okta, and what Auth0 calls the same. What is there and is
  // neither a text nor a list of texts is no limit that could be kept: the token is refused.
  scope: Scope.optional(),
  scp: Scope.optional(),
  permissions: Scope.optional(),
  // Keycloak's: what kind of token it is.
  typ: z.literal('Bearer').optional(),
  // Those of an ID token, which tells an application of its user and is no key to anything.
  nonce: z.undefined().optional(),
  at_hash: z.undefined().optional(),
  c_hash: z.undefined().optional(),
});

export interface ExternalTokenOptions {
  readonly issuers: readonly TrustedIssuer[];
  /** The claim that names the local user. */
  readonly claim: string;
  /** Milliseconds by which clocks may differ. */
  readonly leeway: number;
  readonly users: UserStore;
  readonly clock: Clock;
  readonly log: Logger;
}

interface Verified {
  /** Of its issuer. */
  readonly keys: IssuerKeys;
  readonly username: string;
  readonly scope: string | null;
  /** Unix seconds. */
  readonly exp: number;
  /** Unix seconds. */
  readonly nbf: number;
  readonly alg: z.output<typeof Header>['alg'];
  readonly kid: string;
}

/**
 * Access tokens of other issuers, such as a Keycloak. Its `iss` decides whose keys check a token;
 * it has to be one of the settings', and all else about it comes from there, too.
 */
export class ExternalTokens {
  readonly #options: ExternalTokenOptions;
  /** By their `iss`. */
  readonly #issuers: ReadonlyMap<string, IssuerKeys>;
  readonly #verified = boundedCache<Verified>(CACHE_SIZE);

  constructor(options: ExternalTokenOptions) {
    this.#options = options;
    const { issuers, clock, log } = options;
    this.#issuers = new Map(
      issuers.map((trusted) => [trusted.issuer, new IssuerKeys(trusted, clock, log)]),
    );
  }

  /** Asks all issuers for their keys, without waiting for them. */
  prepare(): void {
    for (const keys of this.#issuers.values()) keys.fetchFirst();
  }

  /** Whether a token says that it is from one of the issuers, true or not. */
  claims(token: string): boolean {
    if (this.#issuers.size === 0) return false;
    return this.#verified.has(token) || this.#issuerOf(token) !== undefined;
  }

  /**
   * The local user that a token of theirs names, active or not; undefined when there is none. Scopes that
   * it is limited to there limit it here as well.
   *
   * @throws {InvalidToken} for a token that is not genuine, has expired, or is meant for something else.
   * @throws {ServiceUnavailable} 503 when its key is unknown and its issuer cannot be asked.
   */
  async find(token: string): Promise<{ user: User | undefined; scope: string | null }> {
    const { username, scope } = await this.#verify(token);
    return { user: await this.#options.users.findByUsername(username), scope };
  }

  /** @throws {InvalidToken} when a token that was verified a moment ago has expired since. */
  verifyAgain(token: string): void {
    const known = this.#verified.get(token);
    if (known === undefined) throw invalid();
    checkTimes(known, this.#options);
  }

  async #verify(token: string): Promise<Verified> {
    const known = this.#verified.get(token);
    if (known?.keys.known(known.alg, known.kid) !== undefined) {
      checkTimes(known, this.#options);
      return known;
    }
    requireCanonical(token);
    const keys = this.#issuerOf(token);
    if (keys === undefined) throw invalid();
    const { issuer, audience } = keys.trusted;
    const { alg, kid } = readPart(token, 0, Header);
    const key = await keys.find(alg, kid);
    if (key === undefined || !isSignedBy(token, key)) throw invalid();
    const payload = readPart(token, 1, Payload);
    const { aud, exp, nbf = 0, scp, permissions, scope = scp ?? permissions, ...claims } = payload;
    if (claims.iss !== issuer || ![aud].flat().includes(audience)) throw invalid();
    const username = claims[this.#options.claim];
    if (typeof username !== 'string' || username === '') {
      throw new InvalidToken('Token contained no recognizable user identification');
    }
    const verified = { keys, username, scope: scope ?? null, exp, nbf, alg, kid };
    checkTimes(verified, this.#options);
    this.#verified.set(token, verified);
    return verified;
  }

  #issuerOf(token: string): IssuerKeys | undefined {
    try {
      const { iss } = readPart(token, 1, Issued);
      return iss === undefined ? undefined : this.#issuers.get(iss);
    } catch (error) {
      if (!(error instanceof InvalidToken)) throw error;
      return undefined;
    }
  }
}
