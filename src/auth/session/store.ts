import expressSession from 'express-session';
import type { SessionData } from 'express-session';
import { hash, randomBytes } from 'node:crypto';
import { callbackify } from 'node:util';
import type { Clock } from '../../clock.ts';
import { deleteInBatches } from '../../database/batches.ts';
import type { Queries } from '../../database/database.ts';
import type { Migration } from '../../database/migrate.ts';
import type { Client } from '../../http/client.ts';
import { AuthenticationFailed } from '../authentication-failed.ts';
import { toUser, USER_COLUMNS } from '../../users/user.ts';
import type { User, UserRow } from '../../users/user.ts';

declare module 'express-session' {
  interface SessionData {
    /** Put there by Passport at login. */
    passport?: { user?: { id: number; credentialsEpoch: number; client: Client } };
  }
}

/** A session is found by the digest of its id; a copy of the table holds no id that works. */
export const sessionMigrations: readonly Migration[] = [
  {
    name: 'session/0001-create',
    statements: [
      `CREATE TABLE sessions (
        digest TEXT PRIMARY KEY,
        user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        credentials_epoch INTEGER NOT NULL,
        data TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        expires_at BIGINT NOT NULL,
        ends_at BIGINT NOT NULL
      )`,
      'CREATE INDEX sessions_user_id ON sessions (user_id)',
      'CREATE INDEX sessions_expires_at ON sessions (expires_at)',
    ],
  },
  {
    name: 'session/0002-last-seen',
    statements: [
      'ALTER TABLE sessions ADD COLUMN last_seen_at BIGINT NOT NULL DEFAULT 0',
      'ALTER TABLE sessions ADD COLUMN address TEXT',
      'ALTER TABLE sessions ADD COLUMN user_agent TEXT',
    ],
  },
  {
    // Sessions that are older than the column were last seen when they began, for all that is known.
    name: 'session/0003-first-seen',
    statements: ['UPDATE sessions SET last_seen_at = created_at WHERE last_seen_at = 0'],
  },
];

const INSERT = `
  INSERT INTO sessions
    (digest, user_id, credentials_epoch, data, created_at, expires_at, ends_at, last_seen_at,
     address, user_agent)
  SELECT ?, id, credentials_epoch, ?, ?, ?, ?, ?, ?, ?
  FROM users WHERE id = ? AND credentials_epoch = ?`;
const SELECT_DATA = 'SELECT data FROM sessions WHERE digest = ? AND expires_at > ?';
const SELECT_USER = `
  SELECT ${USER_COLUMNS}, sessions.last_seen_at, sessions.ends_at FROM sessions
  JOIN users ON users.id = sessions.user_id
    AND users.credentials_epoch = sessions.credentials_epoch
  WHERE sessions.digest = ? AND sessions.expires_at > ?`;
/** It changes nothing; it locks the row. */
const HOLD = 'UPDATE sessions SET digest = digest WHERE digest = ? AND expires_at > ?';
const UPDATE_DATA = 'UPDATE sessions SET data = ? WHERE digest = ?';
const EXTEND = `
  UPDATE sessions SET expires_at = ?, last_seen_at = ?, address = ?, user_agent = ?
  WHERE digest = ? AND expires_at > ?`;
const DELETE = 'DELETE FROM sessions WHERE digest = ? RETURNING user_id';
const DELETE_EXPIRED = `
  DELETE FROM sessions WHERE digest IN
    (SELECT digest FROM sessions WHERE expires_at <= ? LIMIT ?)`;

/** How long sessions live, in milliseconds. */
export interface SessionLifetimes {
  /** Without a request. */
  readonly idle: number;
  /** At most. */
  readonly absolute: number;
}

/** A session that was found alive. */
export interface LiveSession {
  readonly user: User;
  /** Unix milliseconds; where it has to move on to, undefined while that can wait. */
  readonly extendTo: number | undefined;
}

/**
 * The sessions in the database. express-session writes them, at login and logout, through the
 * callbacks of its Store; every other request reads them through {@link findUser}, session and user
 * in one statement.
 *
 * A session is inserted once and only updated after that: a store that upserts brings a session
 * back to life when a slow request ends after the logout.
 */
export class SessionStore extends expressSession.Store {
  readonly #database: Queries;
  readonly #clock: Clock;
  readonly #lifetimes: SessionLifetimes;
  /** Sessions that are known to be in the database. */
  readonly #stored = new WeakSet<object>();

  constructor(database: Queries, clock: Clock, lifetimes: SessionLifetimes) {
    super();
    this.#database = database;
    this.#clock = clock;
    this.#lifetimes = lifetimes;
  }

  /**
   * The user of a live session, active or not; undefined for a session that is unknown, has expired,
   * or was begun under another credentials epoch.
   */
  async findUser(id: string): Promise<LiveSession | undefined> {
    type Row = UserRow & { last_seen_at: number; ends_at: number };
    const now = this.#clock();
    const row = await this.#database.get<Row>(SELECT_USER, digest(id), now);
    if (row === undefined) return undefined;
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
    return deleteInBatches((limit) => this.#database.run(DELETE_EXPIRED, now, limit));
  }

  /** Milliseconds after which a session ends that nobody uses. */
  get lifetime(): number {
    return Math.min(this.#lifetimes.idle, this.#lifetimes.absolute);
  }

  /** Every request extends its session, but one write in this many milliseconds is enough. */
  get #interval(): number {
    return Math.min(60_000, this.#lifetimes.idle / 10);
  }

  // From here on: what express-session calls.

  override get(id: string, callback: Callback<SessionData | null>): void {
    callbackify(() => this.#load(id))(callback);
  }

  override set(id: string, session: SessionData, callback: Callback<void> = ignore): void {
    callbackify(() => this.#save(id, session))(callback);
  }

  override destroy(id: string, callback: Callback<void> = ignore): void {
    callbackify(async () => {
      await this.end(id);
    })(callback);
  }

  override createSession(
    ...[request, session]: Parameters<expressSession.Store['createSession']>
  ): ReturnType<expressSession.Store['createSession']> {
    const created = super.createSession(request, session);
    this.#stored.add(created);
    return created;
  }

  async #load(id: string): Promise<SessionData | null> {
    const row = await this.#database.get<{ data: string }>(SELECT_DATA, digest(id), this.#clock());
    if (row === undefined) return null;
    return { ...(JSON.parse(row.data) as object), cookie: { originalMaxAge: null } };
  }

  async #save(id: string, session: SessionData): Promise<void> {
    const { cookie, ...kept } = session;
    const data = JSON.stringify(kept);
    if (this.#stored.has(session)) {
      await this.#database.run(UPDATE_DATA, data, digest(id));
      return;
    }
    const user = session.passport?.user;
    // Only a login begins a session; an anonymous visitor leaves nothing in the database.
    if (user === undefined) return;
    const now = this.#clock();
    const endsAt = now + this.#lifetimes.absolute;
    const expiresAt = Math.min(now + this.#lifetimes.idle, endsAt);
    const { changes } = await this.#database.run(
      INSERT,
      digest(id),
      data,
      now,
      expiresAt,
      endsAt,
      now,
      user.client.address,
      user.client.userAgent,
      user.id,
      user.credentialsEpoch,
    );
    // The user was deleted, or got a new password, while the old one was being checked.
    if (changes === 0) throw new AuthenticationFailed('Refused.');
    this.#stored.add(session);
  }
}

type Callback<Value> = (error: unknown, value?: Value) => void;

function ignore(): void {
  // express-session does not always ask how it went.
}

/** What a session's cookie carries. */
export function newSessionId(): string {
  return randomBytes(32).toString('base64url');
}

/** 256 random bits need no salt and no slow hash: there is nothing to guess. */
export function digest(id: string): string {
  return hash('sha256', id);
}
