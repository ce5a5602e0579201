import { RateLimiterRes } from 'rate-limiter-flexible';
import type { Clock } from '../clock.ts';
import type { Queries } from '../database/database.ts';
import { RateLimiter } from './rate-limiter.ts';
import { Throttled } from './throttled.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const LIMITS = {
  /** How many passwords one address may get wrong, whatever the names. */
  address: { points: 100, duration: HOUR },
  /** How often one address may get one account's password wrong. */
  pair: { points: 10, duration: 15 * MINUTE },
  /** How often in a row an account's password may be wrong (NIST SP 800-63B-4 §3.2.2: at most 100). */
  account: { points: 100, duration: DAY },
  /**
   * Beyond that: how often somebody may try who has not failed at the account so far. Who attacks
   * from thousands of addresses gets so many more guesses; without it they could shut out an owner
   * who has moved, for as long as they like.
   */
  trickle: { points: 1, duration: 30 * SECOND },
  /** For how long an address from which somebody has logged in to an account is known to it. */
  known: { points: 1, duration: 30 * DAY },
};

/** What an attempt is counted under. */
export interface LoginKeys {
  readonly address: string;
  readonly account: string;
  /** Both together. */
  readonly pair: string;
}

/** A point of a limit that an attempt has to pay. */
export interface Charge {
  readonly limit: keyof typeof LIMITS;
  readonly key: string;
}

/** The limits of guessing passwords, as numbers in the database. */
export class LoginLimits {
  readonly #database: Queries;
  readonly #clock: Clock;

  constructor(database: Queries, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /** What the next attempt has to pay. */
  async charges(keys: LoginKeys): Promise<Charge[]> {
    const { address, account, pair } = keys;
    const accountKey = await this.#accountKey(keys);
    const count = await this.#limiter('account').get(accountKey);
    const isUsedUp = count?.remainingPoints === 0;
    const isStranger = accountKey === account && (await this.#limiter('pair').get(pair)) === null;
    return [
      // Who has logged in here before is not shut out for what others do at the same address.
      ...(accountKey === account ? [{ limit: 'address', key: address } as const] : []),
      { limit: 'pair', key: pair },
      isUsedUp && isStranger
        ? { limit: 'trickle', key: account }
        : { limit: 'account', key: accountKey },
    ];
  }

  /** @throws {Throttled} when one of them cannot be paid. It only reads. */
  async check(charges: readonly Charge[]): Promise<void> {
    for (const { limit, key } of charges) {
      const count = await this.#limiter(limit).get(key);
      if (count?.remainingPoints === 0) throw new Throttled(count.msBeforeNext);
    }
  }

  /**
   * Counts an attempt as a failure, which it is until it is known to be none.
   *
   * @returns whether that has used up a limit.
   * @throws {Throttled} when one was used up already; what was counted so far is to be rolled back.
   */
  async pay(charges: readonly Charge[]): Promise<boolean> {
    let isLast = false;
    for (const { limit, key } of charges) {
      const { remainingPoints } = await this.#limiter(limit)
        .consume(key)
        .catch((refusal: unknown) => {
          throw refusal instanceof RateLimiterRes ? new Throttled(refusal.msBeforeNext) : refusal;
        });
      isLast ||= remainingPoints === 0;
    }
    return isLast;
  }

  /** Counts an attempt as never made: its sender does not learn whether the password was right. */
  async giveBack(charges: readonly Charge[]): Promise<void> {
    for (const { limit, key } of charges) await this.#limiter(limit).reward(key);
  }

  /** The row of failures is over. Of the address, only this attempt was none. */
  async succeed(keys: LoginKeys): Promise<void> {
    const accountKey = await this.#accountKey(keys);
    if (accountKey === keys.account) await this.#limiter('address').reward(keys.address);
    await this.#limiter('pair').delete(keys.pair);
    await this.#limiter('account').delete(accountKey);
    await this.#limiter('known').set(keys.pair, 1, LIMITS.known.duration / 1000);
  }

  /** Known addresses are counted apart, so that nobody else can use up their limit. */
  async #accountKey({ account, pair }: LoginKeys): Promise<string> {
    return (await this.#limiter('known').get(pair)) === null ? account : `${account} known`;
  }

  #limiter(limit: keyof typeof LIMITS): RateLimiter {
    return new RateLimiter(this.#database, this.#clock, { name: limit, ...LIMITS[limit] });
  }
}
