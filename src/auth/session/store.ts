import { hash, randomBytes } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import { deleteInBatches } from '../../database/batches.ts';
import type { Database, Queries } from '../../database/database.ts';
import type { Client } from '../../http/client.ts';
import { toUser, USER_COLUMNS } from '../../users/user.ts';
import type { User, UserRow } from '../../users/user.ts';
import { countOfUser, MANY_LOGINS } from '../logins.ts';

const INSERT = `
  INSERT INTO sessions
    (digest, user_id, credentials_epoch, data, created_at, expires_at, ends_at, last_seen_at,
     address, user_agent)
  SELECT ?, id, credentials_epoch, ?, ?, ?, ?, ?, ?, ?
  FROM users WHERE id = ? AND credentials_epoch = ?
  RETURNING ${countOfUser('sessions')} AS count`;
const SELECT_DATA = 'SELECT data FROM sessions WHERE digest = ? AND expires_at > ?';
const SELECT_USER = `
  SELECT ${USER_COLUMNS}, sessions.last_seen_at, sessions.expires_at, sessions.ends_at FROM sessions
  JOIN users ON users.id = sessions.user_id
    AND users.credentials_epoch = sessions.credentials_epoch
  WHERE sessions.digest = ?`;
/** It changes nothing; it locks the row. */
const HOLD = 'UPDATE sessions SET digest = digest WHERE digest = ? AND expires_at > ?';
const UPDATE_DATA = 'UPDATE sessions SET data = ? WHERE digest = ?';
const EXTEND = `
  UPDATE sessions SET expires_at = ?, last_seen_at = ?, address = ?, user_agent = ?
  WHERE digest = ? AND expires_at > ?`;
const DELETE = 'DELETE FROM sessions WHERE digest = ? RETURNING user_id';
/** Asks again once it has a row: a clock that is behind may have extended it in the meantime. */
const DELETE_EXPIRED = `
  DELETE FROM sessions WHERE digest IN
    (SELECT digest FROM sessions WHERE expires_at <= ? LIMIT ?) AND expires_at <= ?`;

/** How long sessions live, in milliseconds. */
export interface SessionLifetimes {
  /** Without a request. */
  readonly idle: number;
  /** At most. */
  readonly absolute: number;
}

/** Whose session is to begin, and where. */
export interface SessionUser extends Pick<User, 'id' | 'credentialsEpoch'> {
  readonly client: Client;
}

/** A session that has just begun. */
export interface BegunSession {
  /** Unix milliseconds; without another request it ends then. */
  readonly expiresAt: number;
  /** Whether the user has so many that some may have to end. */
  readonly isOneOfMany: boolean;
}

/** A session that was found alive. */
export interface LiveSession {
  readonly user: User;
  /** Unix milliseconds; where it has to move on to, undefined while that can wait. */
  readonly extendTo: number | undefined;
}

/**
 * The sessions in the database. A request reads session and user in one statement; see
 * {@link findUser}. A session is found by the digest of its id.
 */
export class SessionStore {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #lifetimes: SessionLifetimes;

  constructor(database: Database, clock: Clock, lifetimes: SessionLifetimes) {
    this.#database = database;
    this.#clock = clock;
    this.#lifetimes = lifetimes;
  }

  /**
   * Begins a session.
   *
   * @param data of express-session's.
   * @returns undefined for a user who was deleted, or whose credentials ended, in the meantime.
   */
  async begin(
    id: string,
    { id: userId, credentialsEpoch, client }: SessionUser,
    data: string,
  ): Promise<BegunSession | undefined> {
    const now = this.#clock();
    const endsAt = now + this.#lifetimes.absolute;
    const expiresAt = Math.min(now + this.#lifetimes.idle, endsAt);
    const values = [
      digest(id),
      data,
      now,
      expiresAt,
      endsAt,
      now,
      client.address,
      client.userAgent,
    ];
    const row = await this.#database.get<{ count: number }>(
      INSERT,
      ...values,
      userId,
      credentialsEpoch,
    );
    return row && { expiresAt, isOneOfMany: row.count >= MANY_LOGINS };
  }

  /** What express-session keeps in a live session. */
  async findData(id: string): Promise<string | undefined> {
    const row = await this.#database.get<{ data: string }>(SELECT_DATA, digest(id), this.#clock());
    return row?.data;
  }

  async updateData(id: string, data: string): Promise<void> {
    await this.#database.run(UPDATE_DATA, data, digest(id));
  }

  /**
   * The user of a live session, active or not; undefined for a session that is unknown, has expired,
   * or was begun under another credentials epoch.
   */
  async findUser(id: string): Promise<LiveSession | undefined> {
    type Row = UserRow & { last_seen_at: number; expires_at: number; ends_at: number };
    const row = await this.#database.find<Row>(SELECT_USER, digest(id));
    const now = this.#clock();
    if (row === undefined || row.expires_at <= now) return undefined;
    const isDue = now - row.last_seen_at >= this.#interval;
    const extendTo = isDue ? Math.min(now + this.#lifetimes.idle, row.ends_at) : undefined;
    return { user: toUser(row), extendTo };
  }

  /** Moves a live session's expiry, and notes who was the last to use it. */
  async extend(id: string, expiresAt: number, { address, userAgent }: Client): Promise<void> {
    const now = this.#clock();
    await this.#database.run(EXTEND, expiresAt, now, address, userAgent, digest(id), now);
  }

  /** Ends a session. @returns the id of its user; undefined when there was no such session. */
  async end(id: string): Promise<number | undefined> {
    return (await this.#database.get<{ user_id: number }>(DELETE, digest(id)))?.user_id;
  }

  /** Whether a session lives, and goes on living until the transaction has ended. */
  async hold(queries: Queries, id: string): Promise<boolean> {
    return (await queries.run(HOLD, digest(id), this.#clock())).changes > 0;
  }

  /** @returns how many expired sessions were deleted. */
  deleteExpired(): Promise<number> {
    const now = this.#clock();
    return deleteInBatches((limit) => this.#database.run(DELETE_EXPIRED, now, limit, now));
  }

  /** Every request extends its session, but one write in this many milliseconds is enough. */
  get #interval(): number {
    return Math.min(60_000, this.#lifetimes.idle / 10);
  }
}

/** What a session's cookie carries. */
export function newSessionId(): string {
  return randomBytes(32).toString('base64url');
}

/** 256 random bits need no salt and no slow hash: there is nothing to guess. */
export function digest(id: string): string {
  return hash('sha256', id);
}
