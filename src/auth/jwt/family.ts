import type { Client } from '../../http/client.ts';
import { networksOf } from '../../http/client-address.ts';
import { Throttled } from '../../throttle/throttled.ts';

/** A login and all the refresh tokens that descend from it; times are Unix milliseconds. */
export interface Family extends Client {
  /** The `jti` of its first token. */
  readonly id: string;
  /** The number of its newest token, the only one that is not spent. The first one's is 0. */
  readonly generation: number;
  /** When the tokens before the newest were spent, the latest first, as far back as it matters. */
  readonly spentAt: readonly number[];
  /** When the newest token was issued. */
  readonly issuedAt: number;
  /** When the newest token expires. */
  readonly expiresAt: number;
  /** From when on no clock takes any token of it for valid. */
  readonly forgetAt: number;
  readonly createdAt: number;
  readonly lastSeenAt: number;
  readonly revokedAt: number | null;
}

/** How long families and their tokens live, in milliseconds. */
export interface FamilyLifetimes {
  /** Each token. */
  readonly token: number;
  /** The family, however often it is refreshed; Infinity where nothing limits it. */
  readonly absolute: number;
  /** A spent token, in the hands of who got its successor. */
  readonly grace: number;
}

/** What a genuine token is worth; see {@link standingOf}. */
export type Standing = 'good' | 'within grace' | 'reused' | 'revoked' | 'expired';

/** How often a family may be rotated within a window; no client that works needs as much. */
const MOST_ROTATIONS = 60;

/** Milliseconds for which rotations are counted, and spent tokens remembered, at least. */
const LEAST_WINDOW = 60_000;

/** No token is refused for its `jti` that is no longer, and no successor's is. */
const LONGEST_JTI = 255;

/** How many digits a generation has: at one a second, these are enough for thirty years. */
const GENERATION_DIGITS = 9;

const SUCCESSOR = new RegExp(`^(.+)\\.([1-9]\\d{0,${GENERATION_DIGITS - 1}})$`, 's');

/**
 * Whose token a `jti` is. It says so itself, so that a token is known for what it is when nothing of
 * it is remembered but its family.
 */
export function parseJti(jti: string): { family: string; generation: number } {
  const [, family = jti, generation = '0'] = SUCCESSOR.exec(jti) ?? [];
  return { family, generation: Number(generation) };
}

/** The `jti` of a family's newest token: the family's id, and from the second on its number. */
export function newestJti({ id, generation }: Family): string {
  return generation === 0 ? id : `${id}.${generation}`;
}

/** Whether a token that nobody here knows can begin a family: its successors' `jti` must fit. */
export function canBegin(jti: string): boolean {
  return parseJti(jti).generation === 0 && jti.length <= LONGEST_JTI - 1 - GENERATION_DIGITS;
}

/** When a family ends at the latest, in Unix milliseconds. */
export function endOf({ createdAt }: Family, { absolute }: FamilyLifetimes): number {
  return createdAt + absolute;
}

/**
 * What a token of a family is worth.
 *
 * - `good`: it is the newest.
 * - `within grace`: it was spent a moment ago.
 * - `reused`: it was spent before that, or the family has never had such a one.
 * - `revoked`, `expired`: as all tokens of the family.
 *
 * @param now Unix milliseconds.
 */
export function standingOf(
  family: Family,
  generation: number,
  lifetimes: FamilyLifetimes,
  now: number,
): Standing {
  if (family.revokedAt !== null) return 'revoked';
  if (now >= endOf(family, lifetimes)) return 'expired';
  if (generation === family.generation) return 'good';
  const spentAt = family.spentAt[family.generation - 1 - generation];
  return spentAt !== undefined && now - spentAt < lifetimes.grace ? 'within grace' : 'reused';
}

/**
 * When tokens of a family were spent, as far back as it matters, the latest first.
 *
 * @param now Unix milliseconds.
 * @throws {Throttled} 429 where it was rotated too often.
 */
export function recentRotations(
  { spentAt }: Family,
  { grace }: FamilyLifetimes,
  now: number,
): readonly number[] {
  const window = Math.max(grace, LEAST_WINDOW);
  const recent = spentAt.filter((at) => now - at < window);
  const oldest = recent.at(MOST_ROTATIONS - 1);
  if (oldest !== undefined) throw new Throttled(window - (now - oldest));
  return recent;
}

/** Whether a client is the one that got the family's newest token, as far as can be told. */
export function isHolder(family: Family, { address, userAgent }: Client): boolean {
  return networkOf(family.address) === networkOf(address) && family.userAgent === userAgent;
}

/** The least that a client is given: an IPv6 client moves about in it. */
function networkOf(address: string | null): string | null {
  return address === null ? null : networksOf(address)[0];
}
