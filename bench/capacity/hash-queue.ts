/** One process whose clients send passwords that it has to hash now and then. */
export interface HashLoad {
  readonly clients: number;
  /** Seconds between two requests of one client, on average. */
  readonly interval: number;
  /** Seconds for which a password that was right need not be hashed again. */
  readonly remembered: number;
  /** Seconds that a hash takes. */
  readonly hash: number;
  /** How many passwords may wait; more are refused. */
  readonly limit: number;
}

/** How the clients fared. */
export interface HashOutcome {
  /** The share of requests that were refused, 0 to 1. */
  readonly refused: number;
  /** Seconds that a request with a hash took: the longest but for one in a hundred. */
  readonly p99: number;
  /** The share of the time in which a hash was under way. */
  readonly busy: number;
}

/**
 * Plays a day's hour, event by event, with one hash at a time. A client that was refused, or waits,
 * asks again at its next time.
 *
 * @param random numbers from 0 to 1, the same each time for the same outcome.
 */
export function playHashQueue(load: HashLoad, random: () => number, seconds = 3600): HashOutcome {
  const next = (): number => -Math.log(1 - random()) * load.interval;
  // A client's next request, and until when its password is remembered.
  const clients = Array.from({ length: load.clients }, () => ({ at: next(), until: 0 }));
  const waits: number[] = [];
  /** When the hashes under way and waiting will have ended, in their order. */
  const ends: number[] = [];
  let requests = 0;
  let refused = 0;
  let busy = 0;
  for (;;) {
    const client = clients.reduce((first, other) => (other.at < first.at ? other : first));
    const now = client.at;
    if (now > seconds) break;
    while (ends[0] !== undefined && ends[0] <= now) ends.shift();
    requests++;
    client.at = now + next();
    if (client.until > now) continue;
    if (ends.length > load.limit) {
      refused++;
      continue;
    }
    const end = (ends.at(-1) ?? now) + load.hash;
    ends.push(end);
    busy += load.hash;
    waits.push(end - now);
    // A client that waits sends nothing in the meantime.
    client.at = Math.max(client.at, end);
    client.until = end + load.remembered;
  }
  waits.sort((one, other) => one - other);
  return {
    refused: refused / requests,
    p99: waits[Math.ceil(waits.length * 0.99) - 1] ?? 0,
    busy: Math.min(1, busy / seconds),
  };
}

/** Numbers from 0 to 1 that look random and are the same for the same seed (xorshift). */
export function repeatableRandom(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
