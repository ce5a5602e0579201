import { createHmac } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import pLimit from 'p-limit';
import type { LimitFunction } from 'p-limit';
import { boundedCache } from '../bounded-cache.ts';
import type { Clock } from '../clock.ts';
import type { Database, Queries } from '../database/database.ts';
import { ServiceUnavailable } from '../http/errors.ts';
import { LoginLimits } from './login-limits.ts';
import type { LoginKeys } from './login-limits.ts';
import { networksOf } from './networks.ts';
import { RateLimits } from './rate-limits.ts';
import type { ThrottleKey } from './throttle-key.ts';

/** How many attempts on one account from one address may wait for each other. */
const LINE_LIMIT = 64;
/** How many such lines are kept apart. */
const LINES = 10_000;

/** One try to log in. */
export interface LoginAttempt<Result> {
  /** The account's, however it was spelt. */
  readonly username: string;
  /** Where it comes from. */
  readonly address: string;
  /** Gives undefined when the password was wrong. */
  readonly run: () => Promise<Result | undefined>;
  /** Called when it was wrong and has used up a limit. */
  readonly onLimit: () => Promise<void>;
}

/**
 * Limits how often passwords may be guessed, whichever way they come in.
 *
 * Each attempt pays before its password is hashed, and gets back what it paid when the password was
 * right; so a burst of attempts cannot get past a limit that its first ones have used up.
 *
 * Whoever attacks an account uses up what strangers may try there. Its owner is no stranger at an
 * address that has logged in before: that is counted apart. At a new address one attempt each half
 * minute still gets through.
 */
export class LoginThrottle {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #key: ThrottleKey;
  readonly #lines = boundedCache<LimitFunction>(LINES);

  /** @param key hides in the database which names were tried; some of them are passwords. */
  constructor(database: Database, clock: Clock, key: ThrottleKey) {
    this.#database = database;
    this.#clock = clock;
    this.#key = key;
  }

  /**
   * Runs an attempt, unless there were too many.
   *
   * @throws {Throttled} when there were too many.
   * @throws {ServiceUnavailable} when too many wait already.
   */
  async run<Result>(attempt: LoginAttempt<Result>): Promise<Result | undefined> {
    const keys = keysOf(attempt, await this.#key.get());
    // One after the other: right passwords that come all at once, as from a client that starts up,
    // look like a burst of guesses until they are hashed.
    return this.#line(keys.pairs[0])(() => this.#runPaid(keys, attempt));
  }

  async #runPaid<Result>(
    keys: LoginKeys,
    { run, onLimit }: LoginAttempt<Result>,
  ): Promise<Result | undefined> {
    const limits = this.#limits(this.#database);
    // A flood is turned away here, by reading alone.
    const charges = await limits.charge(keys);
    const isLast = await this.#database.transaction(`login ${keys.pairs[0]}`, (queries) =>
      this.#limits(queries).pay(charges),
    );
    const result = await run().catch(async (error: unknown) => {
      await limits.giveBack(charges);
      throw error;
    });
    if (result !== undefined) await limits.succeed(charges);
    else if (isLast) await onLimit();
    return result;
  }

  #limits(queries: Queries): LoginLimits {
    return new LoginLimits(new RateLimits(queries, this.#clock));
  }

  #line(pair: string): LimitFunction {
    const line = this.#lines.get(pair) ?? pLimit(1);
    this.#lines.set(pair, line);
    if (line.pendingCount < LINE_LIMIT) return line;
    throw new ServiceUnavailable('Too many logins at once. Try again in a moment.', 1);
  }
}

/** What an attempt is counted under, as digests. */
function keysOf(
  { username, address }: Pick<LoginAttempt<unknown>, 'username' | 'address'>,
  key: KeyObject,
): LoginKeys {
  const digest = (text: string): string =>
    createHmac('sha256', key).update(text).digest('base64url');
  const pairOf = (network: string): string => digest(`${network} ${username}`);
  const [own, ...wider] = networksOf(address);
  return {
    account: digest(username),
    networks: [own, ...wider].map(digest),
    pairs: [pairOf(own), ...wider.map(pairOf)],
  };
}
