import pLimit from 'p-limit';
import type { LimitFunction } from 'p-limit';
import { boundedCache } from '../bounded-cache.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import { ServiceUnavailable } from '../http/http-error.ts';
import { chargeFor, countersOf, pointOf } from './login-limits.ts';
import type { LoginCounters } from './login-limits.ts';
import { CounterStore } from './counter-store.ts';
import type { Counter, Counts } from './counter-store.ts';
import type { ThrottleKey } from './throttle-key.ts';
import { Throttled } from './throttled.ts';

/** How many attempts on one account from one address may wait for each other. */
const LINE_LIMIT = 64;
/** How many such lines are kept apart. */
const LINES = 10_000;

/** One try to log in. */
export interface LoginAttempt<Result> {
  /** The account's name, however it was spelt. */
  readonly account: string;
  /** Which of its names was typed. */
  readonly field: string;
  /** Where it comes from. */
  readonly address: string;
  /** Gives undefined when the password was wrong. */
  readonly run: () => Promise<Result | undefined>;
  /** Writes down what came of it. */
  readonly record: (result: Result | undefined) => Promise<void>;
  /** Called when it was wrong and has used up a limit. */
  readonly onLimit: () => Promise<void>;
}

/**
 * Limits how often passwords may be guessed, whichever way they come in.
 *
 * Each attempt pays before its password is hashed, and gets back what it paid when the password was
 * right; so a burst of attempts cannot get past a limit that its first ones have used up.
 *
 * An attacker of an account uses up what strangers may try there. Its owner is no stranger at an
 * address that has logged in before: that is counted apart. At a new address one attempt each half
 * minute still gets through.
 */
export class LoginThrottle {
  readonly #counters: CounterStore;
  readonly #clock: Clock;
  readonly #key: ThrottleKey;
  readonly #lines = boundedCache<LimitFunction>(LINES);

  constructor(database: Database, clock: Clock, key: ThrottleKey) {
    this.#counters = new CounterStore(database.unsynced);
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
    const counters = countersOf(attempt, await this.#key.get());
    // One after the other: right passwords that come all at once, as from a client that starts up,
    // look like a burst of guesses until they are hashed.
    return this.#line(counters.pair)(() => this.#runCounted(counters, attempt));
  }

  async #runCounted<Result>(
    counters: LoginCounters,
    { run, record, onLimit }: LoginAttempt<Result>,
  ): Promise<Result | undefined> {
    const now = this.#clock();
    const counts = await this.#counters.read(Object.values(counters).flat(), now);
    const { paid, refunds } = chargeFor(counters, counts);
    // A flood is turned away here, by reading alone.
    assertWithinLimits(paid, counts, 1);
    // It counts as a failure until it is known to be none.
    const isLast = await this.#pay(paid, now);
    const result = await run().catch(async (error: unknown) => {
      // Its sender does not learn whether the password was right.
      await this.#giveBack(paid);
      throw error;
    });
    const isRight = result !== undefined;
    // At once, so that a right one waits once for the disk.
    await Promise.all([
      record(result),
      isRight && this.#counters.settle(refunds, { counter: counters.known, at: now }),
      !isRight && isLast && onLimit(),
    ]);
    return result;
  }

  /**
   * Takes a point of each. Several attempts may pay at the same moment, and one may find that others
   * have used up a limit: that one gets its points back.
   *
   * @returns whether that has used up a limit.
   * @throws {Throttled} when one was used up already.
   */
  async #pay(paid: readonly Counter[], now: number): Promise<boolean> {
    const counts = await this.#counters.consume(paid, now);
    try {
      assertWithinLimits(paid, counts, 0);
    } catch (error) {
      await this.#giveBack(paid);
      throw error;
    }
    return paid.some(({ key, limit }) => counts.get(key)?.points === limit.points);
  }

  #giveBack(paid: readonly Counter[]): Promise<void> {
    return this.#counters.settle(paid.map(pointOf));
  }

  #line({ key }: Counter): LimitFunction {
    const line = this.#lines.get(key) ?? pLimit(1);
    this.#lines.set(key, line);
    if (line.pendingCount < LINE_LIMIT) return line;
    throw new ServiceUnavailable('Too many logins at once. Try again in a moment.', 1);
  }
}

/**
 * @param more so many points are to be added to each.
 * @throws {Throttled} for the first that has not so many left.
 */
function assertWithinLimits(counters: readonly Counter[], counts: Counts, more: number): void {
  for (const { key, limit } of counters) {
    const count = counts.get(key);
    if (count && count.points + more > limit.points) throw new Throttled(count.expiresIn);
  }
}
