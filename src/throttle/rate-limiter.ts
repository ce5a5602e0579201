import { RateLimiterRes } from 'rate-limiter-flexible';
import RateLimiterStoreAbstract from 'rate-limiter-flexible/lib/RateLimiterStoreAbstract.js';
import type { Clock } from '../clock.ts';
import { deleteInBatches } from '../database/batches.ts';
import type { Queries } from '../database/database.ts';
import type { Migration } from '../database/migrate.ts';

/** What was counted under a key, until when. Keys are digests: the table names nobody. */
export const rateLimitMigrations: readonly Migration[] = [
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

const SELECT = 'SELECT points, expires_at FROM rate_limits WHERE key = ? AND expires_at > ?';
const ADD = `
  INSERT INTO rate_limits (key, points, expires_at) VALUES (?, ?, ?)
  ON CONFLICT (key) DO UPDATE SET
    points = CASE WHEN rate_limits.expires_at > ?
      THEN rate_limits.points + ? ELSE excluded.points END,
    expires_at = CASE WHEN rate_limits.expires_at > ?
      THEN rate_limits.expires_at ELSE excluded.expires_at END
  RETURNING points, expires_at`;
const SET = `
  INSERT INTO rate_limits (key, points, expires_at) VALUES (?, ?, ?)
  ON CONFLICT (key) DO UPDATE SET points = excluded.points, expires_at = excluded.expires_at
  RETURNING points, expires_at`;
const DELETE = 'DELETE FROM rate_limits WHERE key = ?';
const DELETE_EXPIRED = `
  DELETE FROM rate_limits WHERE key IN
    (SELECT key FROM rate_limits WHERE expires_at <= ? LIMIT ?)`;

interface Row {
  points: number;
  expires_at: number;
}

/** How much of what may happen in how long. */
export interface RateLimit {
  /** Unique among all limits. */
  readonly name: string;
  readonly points: number;
  /** Milliseconds from the first point on. */
  readonly duration: number;
}

/** Forgets what was counted in windows that have ended, and says how much that was. */
export function deleteExpiredRateLimits(database: Queries, clock: Clock): Promise<number> {
  const now = clock();
  return deleteInBatches((limit) => database.run(DELETE_EXPIRED, now, limit));
}

/**
 * rate-limiter-flexible over the server's own database and clock, so that all processes count
 * together, and a restart forgets nothing.
 */
export class RateLimiter extends RateLimiterStoreAbstract {
  private readonly database: Queries;
  private readonly clock: Clock;

  constructor(database: Queries, clock: Clock, { name, points, duration }: RateLimit) {
    super({ storeClient: database, keyPrefix: name, points, duration: duration / 1000 });
    this.database = database;
    this.clock = clock;
  }

  // From here on: what the library calls.

  protected _getRateLimiterRes(_key: string, change: number, row: Row): RateLimiterRes {
    const { points, expires_at: expiresAt } = row;
    const remaining = Math.max(this.points - points, 0);
    const milliseconds = Math.max(expiresAt - this.clock(), 0);
    return new RateLimiterRes(remaining, milliseconds, points, points === change);
  }

  protected async _upsert(
    key: string,
    points: number,
    duration: number,
    isForced: boolean,
  ): Promise<Row | undefined> {
    const now = this.clock();
    const expiresAt = now + duration;
    if (isForced) return this.database.get<Row>(SET, key, points, expiresAt);
    // What is given back after its window has ended must not count as credit in the next.
    const first = Math.max(points, 0);
    return this.database.get<Row>(ADD, key, first, expiresAt, now, points, now);
  }

  protected async _get(key: string): Promise<Row | undefined> {
    return this.database.get<Row>(SELECT, key, this.clock());
  }

  protected async _delete(key: string): Promise<boolean> {
    return (await this.database.run(DELETE, key)).changes > 0;
  }
}
