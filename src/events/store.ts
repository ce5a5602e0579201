import type { Clock } from '../clock.ts';
import { deleteInBatches } from '../database/batches.ts';
import type { Database, SqlValue } from '../database/database.ts';
import type { Migration } from '../database/migrate.ts';
import type { User } from '../users/user.ts';
import { normalizeUsername } from '../users/username.ts';

/** No foreign key: what happened is still true when its user is gone. */
export const eventMigrations: readonly Migration[] = [
  {
    name: 'events/0001-create',
    statements: [
      `CREATE TABLE events (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        at BIGINT NOT NULL,
        type TEXT NOT NULL,
        user_id BIGINT,
        username TEXT,
        address TEXT,
        user_agent TEXT,
        path TEXT,
        detail TEXT
      )`,
      'CREATE INDEX events_at ON events (at)',
      'CREATE INDEX events_username ON events (username, at)',
    ],
  },
  { name: 'events/0002-actor', statements: ['ALTER TABLE events ADD COLUMN actor TEXT'] },
  {
    // In the order in which they are listed: a page costs as much as it shows, however many there are.
    name: 'events/0003-pages',
    statements: [
      'DROP INDEX events_username',
      'CREATE INDEX events_username ON events (username, id)',
      'CREATE INDEX events_user_id ON events (user_id, id)',
    ],
  },
];

const COLUMNS = 'at, type, user_id, username, address, user_agent, path, detail, actor';
const INSERT = `INSERT INTO events (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const SELECT = `SELECT id, ${COLUMNS} FROM events WHERE id < ? ORDER BY id DESC LIMIT ?`;
const SELECT_OF_USER = `
  SELECT id, ${COLUMNS} FROM events WHERE user_id = ? AND id < ? ORDER BY id DESC LIMIT ?`;
const SELECT_OF_NAME = `
  SELECT id, ${COLUMNS} FROM events WHERE username = ? AND id < ? ORDER BY id DESC LIMIT ?`;
const SELECT_LATEST = 'SELECT MAX(at) AS at FROM events';
const DELETE_BEFORE = `
  DELETE FROM events WHERE id IN (SELECT id FROM events WHERE at < ? ORDER BY at LIMIT ?)`;

/** What can happen to users and their credentials. */
export type EventType =
  | 'login succeeded'
  | 'login failed'
  | 'login throttled'
  | 'logout'
  | 'logged out everywhere'
  | 'session ended'
  | 'token issued'
  | 'token revoked'
  | 'refresh token reused'
  | 'refresh token used elsewhere'
  | 'password changed'
  | 'email changed'
  | 'user created'
  | 'user deleted'
  | 'user activated'
  | 'user deactivated'
  | 'superuser made'
  | 'superuser unmade';

/**
 * How attempts to log in have ended. They are in the log as well, and what is issued after a right one takes
 * its event to the disk together with itself: so they need not wait for that.
 */
const ATTEMPTS: ReadonlySet<EventType> = new Set([
  'login succeeded',
  'login failed',
  'login throttled',
]);

/** Something that happened; a field that is not known is null. */
export interface Event {
  readonly type: EventType;
  readonly userId: number | null;
  readonly username: string | null;
  readonly address: string | null;
  readonly userAgent: string | null;
  /** Where the request went, without its query. */
  readonly path: string | null;
  /** What a person needs besides, such as a token's name. Never a secret. */
  readonly detail: string | null;
  /** The name of who did it, where that was somebody else. */
  readonly actor: string | null;
}

/** An event in the database. */
export interface RecordedEvent extends Event {
  /** Rises from one event to the next. */
  readonly id: number;
  /** Unix milliseconds. */
  readonly at: number;
}

interface EventRow {
  id: number;
  at: number;
  type: EventType;
  user_id: number | null;
  username: string | null;
  address: string | null;
  user_agent: string | null;
  path: string | null;
  detail: string | null;
  actor: string | null;
}

/** No id is as large. */
const ALL = Number.MAX_SAFE_INTEGER;

function toEvent({ user_id: userId, user_agent: userAgent, ...row }: EventRow): RecordedEvent {
  return { ...row, userId, userAgent };
}

/** The events in the database. */
export class EventStore {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  async add(event: Event): Promise<void> {
    const { type, userId, username, address, userAgent, path, detail, actor } = event;
    const values: SqlValue[] = [type, userId, username, address, userAgent, path, detail, actor];
    const queries = ATTEMPTS.has(type) ? this.#database.unsynced : this.#database;
    await queries.run(INSERT, this.#clock(), ...values);
  }

  /**
   * The latest events, newest first.
   *
   * @param username of the user, or of another who has had the name before; undefined for the events of
   *   all users.
   * @param before the id of the first event that is too new.
   */
  async list(limit: number, username?: string, before = ALL): Promise<RecordedEvent[]> {
    const rows =
      username === undefined
        ? await this.#database.all<EventRow>(SELECT, before, limit)
        : await this.#database.all<EventRow>(
            SELECT_OF_NAME,
            normalizeUsername(username),
            before,
            limit,
          );
    return rows.map(toEvent);
  }

  /** The same of one user alone, also where others have had the name before. */
  async listOf({ id }: Pick<User, 'id'>, limit: number, before = ALL): Promise<RecordedEvent[]> {
    const rows = await this.#database.all<EventRow>(SELECT_OF_USER, id, before, limit);
    return rows.map(toEvent);
  }

  /** When the latest event was, in Unix milliseconds; 0 when there is none. */
  async latestTime(): Promise<number> {
    return (await this.#database.get<{ at: number | null }>(SELECT_LATEST))?.at ?? 0;
  }

  /**
   * Forgets what is older than this.
   *
   * @param age milliseconds.
   * @returns how many.
   */
  deleteOlderThan(age: number): Promise<number> {
    const before = this.#clock() - age;
    return deleteInBatches((limit) => this.#database.run(DELETE_BEFORE, before, limit));
  }
}
