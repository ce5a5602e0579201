import { createHmac } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { networksOf } from '../http/client-address.ts';
import type { Counter, Counts, RateLimit, Refund } from './counter-store.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How many passwords one address may get wrong, whatever the names. A larger network: 300, 900. */
const NETWORK: RateLimit = { points: 100, duration: HOUR };
const NETWORK_FACTOR = 3;

/**
 * How often one address may get one account's password wrong, for each field that it can be named by. A
 * larger network: 20, 40.
 */
const PAIR: RateLimit = { points: 10, duration: 15 * MINUTE };
const PAIR_FACTOR = 2;

/** How often in a row an account's password may be wrong (NIST SP 800-63B-4 §3.2.2: at most 100). */
const ACCOUNT: RateLimit = { points: 100, duration: DAY };

/**
 * Beyond that: how often a client may try from a largest network that has not failed at the account
 * so far. An attacker from thousands of networks gets so many more guesses; without it they could shut
 * out an owner who has moved, for as long as they like.
 */
const TRICKLE: RateLimit = { points: 1, duration: 30 * SECOND };

/** For how long an address from which somebody has logged in to an account is known to it. */
const KNOWN: RateLimit = { points: 1, duration: 30 * DAY };

/** The counters of an attempt to log in, and how much each of them allows. */
export interface LoginCounters {
  /** The networks that it comes from, the smallest first. */
  readonly networks: readonly Counter[];
  /** What was typed for the account together with the smallest of them. */
  readonly pair: Counter;
  /** What was typed for the account together with each larger network. */
  readonly widerPairs: readonly Counter[];
  /** The account, for those who are not known to it. */
  readonly strangers: Counter;
  /** The account, once those have used that up. */
  readonly trickle: Counter;
  /** The account at this address, where that is known: nobody elsewhere can use up its limit. */
  readonly owner: Counter;
  /** Whether the address is known to the account. */
  readonly known: Counter;
}

/** Whose password is tried, and where. */
export interface AttemptSubject {
  readonly account: string;
  readonly field: string;
  readonly address: string;
}

/** What an attempt costs. */
export interface LoginCharge {
  /** Each of these takes one point. */
  readonly paid: readonly Counter[];
  /** What goes back when the password was right: the row of failures is over. */
  readonly refunds: readonly Refund[];
}

/**
 * The counters of an attempt. Names and addresses are digests there.
 *
 * @param key hides which names were tried; some of them are passwords.
 */
export function countersOf(
  { account: name, field, address }: AttemptSubject,
  key: KeyObject,
): LoginCounters {
  const digest = (text: string): string =>
    createHmac('sha256', key).update(text).digest('base64url');
  const account = digest(name);
  const networks = networksOf(address);
  const own = digest(`${networks[0]} ${name}`);
  const [pair, ...wider] = networks.map((network) => digest(`${network} ${field}`));
  return {
    networks: networks.map((network, level) => ({
      key: `address:${digest(network)}`,
      limit: widen(NETWORK, NETWORK_FACTOR, level),
    })),
    pair: { key: `pair:${pair}`, limit: PAIR },
    widerPairs: wider.map((each, level) => ({
      key: `pair:${each}`,
      limit: widen(PAIR, PAIR_FACTOR, level + 1),
    })),
    strangers: { key: `account:${account}`, limit: ACCOUNT },
    trickle: { key: `trickle:${account}`, limit: TRICKLE },
    // Not among the accounts: anybody can type an address and a name for a name.
    owner: { key: `owner:${own}`, limit: ACCOUNT },
    known: { key: `known:${own}`, limit: KNOWN },
  };
}

/**
 * What an attempt costs, by what was counted so far.
 *
 * The right password gives back all failures of the name at the smallest network, and of the account. The
 * networks, and the name at larger ones, get back this attempt alone.
 */
export function chargeFor(counters: LoginCounters, counts: Counts): LoginCharge {
  const { networks, pair, widerPairs, strangers, trickle, owner, known } = counters;
  if (counts.has(known.key)) {
    // A user who has logged in here before is not shut out for what others do at the same address.
    const paid = [pair, owner];
    return { paid, refunds: paid.map(allOf) };
  }
  const hasFailed = counts.has((widerPairs.at(-1) ?? pair).key);
  const isUsedUp = (counts.get(strangers.key)?.points ?? 0) >= strangers.limit.points;
  const account = isUsedUp && !hasFailed ? trickle : strangers;
  const shared = [...networks, ...widerPairs];
  return {
    paid: [...shared, pair, account],
    refunds: [...shared.map(pointOf), allOf(pair), allOf(strangers)],
  };
}

/** The limit of a network that is so many levels larger. */
function widen({ points, duration }: RateLimit, factor: number, level: number): RateLimit {
  return { points: points * factor ** level, duration };
}

/** Gives back one point. */
export function pointOf(counter: Counter): Refund {
  return { counter, points: 1 };
}

/** Gives back all that there can be. */
function allOf(counter: Counter): Refund {
  return { counter, points: counter.limit.points };
}
