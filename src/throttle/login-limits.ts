import type { Count, Counter, RateLimit, RateLimits, Refund } from './rate-limits.ts';
import { Throttled } from './throttled.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How many passwords one address may get wrong, whatever the names. A larger network: 300, 900. */
const NETWORK: RateLimit = { points: 100, duration: HOUR };
const NETWORK_FACTOR = 3;

/** How often one address may get one account's password wrong. A larger network: 20, 40. */
const PAIR: RateLimit = { points: 10, duration: 15 * MINUTE };
const PAIR_FACTOR = 2;

/** How often in a row an account's password may be wrong (NIST SP 800-63B-4 §3.2.2: at most 100). */
const ACCOUNT: RateLimit = { points: 100, duration: DAY };

/**
 * Beyond that: how often somebody may try whose largest network has not failed at the account so
 * far. Who attacks from thousands of networks gets so many more guesses; without it they could shut
 * out an owner who has moved, for as long as they like.
 */
const TRICKLE: RateLimit = { points: 1, duration: 30 * SECOND };

/** For how long an address from which somebody has logged in to an account is known to it. */
const KNOWN: RateLimit = { points: 1, duration: 30 * DAY };

/** What an attempt is counted under. */
export interface LoginKeys {
  readonly account: string;
  /** The networks that it comes from, the smallest first. */
  readonly networks: readonly string[];
  /** The account together with each of them. */
  readonly pairs: readonly [string, ...string[]];
}

/** What an attempt costs. */
export interface LoginCharges {
  /** Each of these takes one point. */
  readonly paid: readonly Counter[];
  /** What goes back when the password was right: the row of failures is over. */
  readonly refunds: readonly Refund[];
  /** What says from then on that the address is known to the account. */
  readonly known: Counter;
}

/** The limits of guessing passwords. */
export class LoginLimits {
  readonly #counters: RateLimits;

  constructor(counters: RateLimits) {
    this.#counters = counters;
  }

  /**
   * What the next attempt costs. It only reads.
   *
   * @throws {Throttled} when one of its limits is used up.
   */
  async charge(keys: LoginKeys): Promise<LoginCharges> {
    const { networks, pair, widerPairs, strangers, trickle, owner, known } = countersOf(keys);
    const counts = await this.#counters.read([
      ...[...networks, pair, ...widerPairs],
      ...[strangers, trickle, owner, known],
    ]);
    if (counts.has(known.key)) {
      // Whoever has logged in here before is not shut out for what others do at the same address.
      const paid = [pair, owner];
      assertWithinLimits(paid, counts, 1);
      return { paid, refunds: paid.map(allOf), known };
    }
    const hasFailed = counts.has((widerPairs.at(-1) ?? pair).key);
    const isUsedUp = (counts.get(strangers.key)?.points ?? 0) >= strangers.limit.points;
    const account = isUsedUp && !hasFailed ? trickle : strangers;
    const paid = [...networks, ...widerPairs, pair, account];
    assertWithinLimits(paid, counts, 1);
    const others = [...networks.map(pointOf), ...widerPairs.map(pointOf)];
    return { paid, refunds: [...others, allOf(pair), allOf(strangers)], known };
  }

  /**
   * Counts an attempt as a failure, which it is until it is known to be none.
   *
   * @returns whether that has used up a limit.
   * @throws {Throttled} when one was used up already; what was counted is to be rolled back.
   */
  async pay({ paid }: LoginCharges): Promise<boolean> {
    const counts = await this.#counters.consume(paid);
    assertWithinLimits(paid, counts);
    return paid.some(({ key, limit }) => counts.get(key)?.points === limit.points);
  }

  /** Counts an attempt as never made: its sender does not learn whether the password was right. */
  async giveBack({ paid }: LoginCharges): Promise<void> {
    await this.#counters.settle(paid.map(pointOf));
  }

  /** The row of failures is over. Of larger networks and other names, only this attempt was none. */
  async succeed({ refunds, known }: LoginCharges): Promise<void> {
    await this.#counters.settle(refunds, known);
  }
}

/** Where an attempt may be counted. */
function countersOf({ account, networks, pairs: [own, ...wider] }: LoginKeys) {
  return {
    networks: networks.map((network, level) => ({
      key: `address:${network}`,
      limit: widen(NETWORK, NETWORK_FACTOR, level),
    })),
    pair: { key: `pair:${own}`, limit: PAIR },
    widerPairs: wider.map((pair, level) => ({
      key: `pair:${pair}`,
      limit: widen(PAIR, PAIR_FACTOR, level + 1),
    })),
    strangers: { key: `account:${account}`, limit: ACCOUNT },
    trickle: { key: `trickle:${account}`, limit: TRICKLE },
    // Each known address is counted by itself, so that nobody elsewhere can use up its limit.
    owner: { key: `account:${own}`, limit: ACCOUNT },
    known: { key: `known:${own}`, limit: KNOWN },
  };
}

/** The limit of a network that is so many levels larger. */
function widen({ points, duration }: RateLimit, factor: number, level: number): RateLimit {
  return { points: points * factor ** level, duration };
}

/**
 * @param more so many points are to be added to each.
 * @throws {Throttled} for the first that has not so many left.
 */
function assertWithinLimits(
  counters: readonly Counter[],
  counts: ReadonlyMap<string, Count>,
  more = 0,
): void {
  for (const { key, limit } of counters) {
    const count = counts.get(key);
    if (count && count.points + more > limit.points) throw new Throttled(count.expiresIn);
  }
}

/** Gives back one point. */
function pointOf(counter: Counter): Refund {
  return { counter, points: 1 };
}

/** Gives back all that there can be. */
function allOf(counter: Counter): Refund {
  return { counter, points: counter.limit.points };
}
