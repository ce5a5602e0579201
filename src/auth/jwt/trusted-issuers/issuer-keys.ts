import type { JsonWebKey, KeyObject } from 'node:crypto';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Clock } from '../../../clock.ts';
import { asError } from '../../../thrown.ts';
import { ServiceUnavailable } from '../../../http/http-error.ts';
import { algorithmOf } from '../algorithms.ts';
import type { AlgorithmName } from '../algorithms.ts';
import { importJwk } from '../keys/json-web-key.ts';
import { fetchJson } from './fetch-json.ts';
import { isTrustworthy } from './setting.ts';
import type { TrustedIssuer } from './setting.ts';

/** How long keys are fetched again at the earliest, whatever asks for it; in milliseconds. */
const LEAST_INTERVAL = 60_000;

/** From here on they are looked for again although all is known, as some may be gone; in milliseconds. */
const STALE_AFTER = 600_000;

/** How many keys of one issuer are looked at. */
const MOST_KEYS = 100;

const Discovery = z.object({ issuer: z.string(), jwks_uri: z.url() });

const KeySet = z.object({
  keys: z
    .array(
      z.looseObject({
        kid: z.string().optional(),
        alg: z.string().optional(),
        use: z.string().optional(),
      }),
    )
    .max(MOST_KEYS),
});

/**
 * The public keys of another issuer: fetched when they are needed, and remembered. Nothing in a token
 * says where from. While the issuer is away, keys that are known go on.
 */
export class IssuerKeys {
  readonly trusted: TrustedIssuer;
  readonly #clock: Clock;
  readonly #log: Logger;
  #keys: ReadonlyMap<string, KeyObject> = new Map();
  #askedAt = -Infinity;
  #fetching: Promise<void> | undefined;
  #failure: unknown;

  constructor(trusted: TrustedIssuer, clock: Clock, log: Logger) {
    this.trusted = trusted;
    this.#clock = clock;
    this.#log = log;
  }

  /**
   * The key of a token's header; undefined when the issuer has no such key.
   *
   * @throws {ServiceUnavailable} 503 when the key is unknown and the issuer cannot be asked.
   */
  async find(algorithm: AlgorithmName, kid: string): Promise<KeyObject | undefined> {
    const known = this.known(algorithm, kid);
    if (known !== undefined) return known;
    await this.#refresh(LEAST_INTERVAL);
    const found = this.known(algorithm, kid);
    if (found !== undefined || this.#failure === undefined) return found;
    throw new ServiceUnavailable(
      `The keys of ${this.trusted.issuer} cannot be fetched.`,
      LEAST_INTERVAL / 1000,
      this.#failure,
    );
  }

  /** The same, of the keys that are remembered. It lets them be fetched again after a while. */
  known(algorithm: AlgorithmName, kid: string): KeyObject | undefined {
    void this.#refresh(STALE_AFTER);
    return this.#keys.get(`${algorithm} ${kid}`);
  }

  /** Fetches them for the first time, so that the log says when the server starts what is wrong. */
  fetchFirst(): void {
    void this.#refresh(LEAST_INTERVAL);
  }

  async #refresh(age: number): Promise<void> {
    const now = this.#clock();
    if (this.#fetching === undefined && Math.abs(now - this.#askedAt) >= age) {
      this.#askedAt = now;
      this.#fetching = this.#fetch().finally(() => {
        this.#fetching = undefined;
      });
    }
    // A caller who only wants them fresh does not wait; see `known`.
    await this.#fetching;
  }

  async #fetch(): Promise<void> {
    const { issuer } = this.trusted;
    try {
      this.#keys = await fetchKeys(this.trusted);
      this.#failure = undefined;
    } catch (error) {
      this.#failure = error;
      this.#log.warn(
        `JWT_TRUSTED_ISSUERS: the keys of ${issuer} cannot be fetched: ${asError(error).message}; see that it answers there, or correct the address.`,
      );
    }
  }
}

async function fetchKeys({ issuer, url }: TrustedIssuer): Promise<Map<string, KeyObject>> {
  const document = await fetchJson(url);
  const set = KeySet.safeParse(document);
  if (set.success) return readKeys(set.data);
  const discovery = Discovery.safeParse(document);
  if (!discovery.success) throw new Error(`${url.href} holds neither keys nor where they are`);
  // OpenID Connect Discovery 1.0 §4.3: else one issuer could speak for another.
  if (discovery.data.issuer !== issuer) throw new Error(`${url.href} is of another issuer`);
  const address = new URL(discovery.data.jwks_uri);
  if (!isTrustworthy(address)) throw new Error(`${address.href} is no https address`);
  const keys = KeySet.safeParse(await fetchJson(address));
  if (!keys.success) throw new Error(`${address.href} holds no keys`);
  return readKeys(keys.data);
}

/** Algorithm and `kid` → key, of those that an algorithm here can use. */
function readKeys({ keys }: z.output<typeof KeySet>): Map<string, KeyObject> {
  const found = new Map<string, KeyObject>();
  for (const jwk of keys) {
    const key = readKey(jwk);
    const algorithm = key && algorithmOf(key);
    // One key, one algorithm: RSA that is meant for PS256 is not RS256's.
    if (key === undefined || algorithm === undefined || jwk.kid === undefined) continue;
    if ((jwk.alg ?? algorithm) !== algorithm || (jwk.use ?? 'sig') !== 'sig') continue;
    found.set(`${algorithm} ${jwk.kid}`, key);
  }
  return found;
}

function readKey(jwk: object): KeyObject | undefined {
  try {
    return importJwk(jwk as JsonWebKey);
  } catch {
    // A kind of key that nobody here knows, or a secret, which is nobody's to publish.
    return undefined;
  }
}
