import type { Clock } from '../clock.ts';
import { deleteInBatches } from '../database/batches.ts';
import type { Queries, SqlValue } from '../database/database.ts';
import type { Migration } from '../database/migrate.ts';

/** What was counted under a key, until when. Keys are digests: the table names nobody. */
export const counterMigrations: readonly Migration[] = [
  {
    name: 'throttle/0001-create',
    statements: [
      `CREATE TABLE rate_limits (
        key TEXT PRIMARY KEY,
        points INTEGER NOT NULL,
        expires_at BIGINT NOT NULL
      )`,
      'CREATE INDEX rate_limits_expires_at ON rate_limits (expires_at)',
    ],
  },
];

const select = (count: number): string => `
  SELECT key, points, expires_at FROM rate_limits
  WHERE key IN (${list('?', count)}) AND expires_at > ?`;

/** Points count in the window that the first of them has opened. */
const consume = (count: number): string => `
  INSERT INTO rate_limits (key, points, expires_at) VALUES ${list('(?, ?, ?)', count)}
  ON CONFLICT (key) DO UPDATE SET
    points = CASE WHEN rate_limits.expires_at > ?
      THEN rate_limits.points + excluded.points ELSE excluded.points END,
    expires_at = CASE WHEN rate_limits.expires_at > ?
      THEN rate_limits.expires_at ELSE excluded.expires_at END
  RETURNING key, points, expires_at`;

/**
 * Points below zero are given back. The window ends when none are left; what is given back after its
 * end is no credit for the next one. Points above zero begin a window anew.
 */
const settle = (count: number): string => `
  INSERT INTO rate_limits (key, points, expires_at) VALUES ${list('(?, ?, ?)', count)}
  ON CONFLICT (key) DO UPDATE SET
    points = CASE WHEN excluded.points > 0
      THEN excluded.points ELSE rate_limits.points + excluded.points END,
    expires_at = CASE WHEN excluded.points > 0 THEN excluded.expires_at
      WHEN rate_limits.points + excluded.points > 0 THEN rate_limits.expires_at ELSE 0 END`;

/** Asks again once it has a row: somebody may have begun it anew in the meantime. */
const DELETE_EXPIRED = `
  DELETE FROM rate_limits WHERE key IN
    (SELECT key FROM rate_limits WHERE expires_at <= ? LIMIT ?) AND expires_at <= ?`;

/** How much of something may happen in how long. */
export interface RateLimit {
  readonly points: number;
  /** Milliseconds from the first point on. */
  readonly duration: number;
}

/** What the points of a limit are counted under. */
export interface Counter {
  readonly key: string;
  readonly limit: RateLimit;
}

/** What was counted so far. */
export interface Count {
  readonly points: number;
  /** Milliseconds until it is forgotten. */
  readonly expiresIn: number;
}

/** What was counted under each key, where anything was. */
export type Counts = ReadonlyMap<string, Count>;

/** Points that a counter gets back. */
export interface Refund {
  readonly counter: Counter;
  readonly points: number;
}

interface Row {
  key: string;
  points: number;
  expires_at: number;
}

/** Forgets what was counted in windows that have ended, and says how much that was. */
export function deleteExpiredCounters(database: Queries, clock: Clock): Promise<number> {
  const now = clock();
  return deleteInBatches((limit) => database.run(DELETE_EXPIRED, now, limit, now));
}

/**
 * Where points are counted: in the server's own database, so that all processes count together and a
 * restart forgets nothing. Each method is one statement, whatever the number of counters. Callers name
 * counters in one and the same order, so that no two of them lock each other's rows in PostgreSQL.
 */
export class CounterStore {
  readonly #database: Queries;

  constructor(database: Queries) {
    this.#database = database;
  }

  /**
   * What was counted under each key, where anything was.
   *
   * @param now Unix milliseconds.
   */
  async read(counters: readonly Counter[], now: number): Promise<Counts> {
    const keys = counters.map(({ key }) => key);
    return toCounts(await this.#database.all<Row>(select(keys.length), ...keys, now), now);
  }

  /** Adds a point to each counter. What they have then may be more than their limits. */
  async consume(counters: readonly Counter[], now: number): Promise<Counts> {
    const values = counters.flatMap(({ key, limit }) => [key, 1, now + limit.duration]);
    const sql = consume(counters.length);
    return toCounts(await this.#database.all<Row>(sql, ...values, now, now), now);
  }

  /**
   * Gives points back.
   *
   * @param begun has one point, and its whole time, from then on.
   */
  async settle(
    refunds: readonly Refund[],
    begun?: { readonly counter: Counter; readonly at: number },
  ): Promise<void> {
    const values: SqlValue[] = refunds.flatMap(({ counter, points }) => [counter.key, -points, 0]);
    if (begun) values.push(begun.counter.key, 1, begun.at + begun.counter.limit.duration);
    await this.#database.run(settle(values.length / 3), ...values);
  }
}

function toCounts(rows: readonly Row[], now: number): Counts {
  return new Map(
    rows.map((row) => [row.key, { points: row.points, expiresIn: row.expires_at - now }]),
  );
}

/** So many placeholders. */
function list(item: string, count: number): string {
  return Array<string>(count).fill(item).join(', ');
}
