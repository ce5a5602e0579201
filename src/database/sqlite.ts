import { closeSync, existsSync, openSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { StartupError } from '../http/errors.ts';
import { AvailableDatabase } from './available.ts';
import type { Database, Key, Queries, SqlValue } from './database.ts';
import { openConnection } from './driver.ts';
import type { Connection, Statement } from './driver.ts';
import { ReadCache } from './read-cache.ts';

/** How long a statement waits for another process's write lock, in milliseconds. */
const BUSY_TIMEOUT = 5000;

/**
 * Opens a SQLite file, making it if need be.
 *
 * @param file a path, or `:memory:`.
 * @throws {StartupError} when the file cannot be used as a database.
 */
export function openSqlite(file: string): Database {
  if (file !== ':memory:' && !existsSync(dirname(resolve(file)))) {
    throw new StartupError(
      `DATABASE_URL: the folder ${dirname(resolve(file))} does not exist; create it or name another file.`,
    );
  }
  try {
    // Before SQLite makes it readable to everybody; its other files get the same mode.
    if (file !== ':memory:') closeSync(openSync(file, 'a', 0o600));
    const connection = openConnection(file, { timeout: BUSY_TIMEOUT });
    // WAL lets readers go on while one process writes; FULL makes an acknowledged write survive a
    // power cut, which NORMAL does not.
    connection.pragma('journal_mode = WAL');
    connection.pragma('synchronous = FULL');
    connection.pragma('foreign_keys = ON');
    // Longer waits are AvailableDatabase's, which does not stop the process for them.
    connection.pragma('busy_timeout = 20');
    return new AvailableDatabase(new SqliteDatabase(connection), file);
  } catch (error) {
    if (error instanceof StartupError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartupError(
      `DATABASE_URL: cannot open ${file} as a SQLite database (${reason}); put a copy in its place with npm run manage -- restore FILE, or name another file.`,
    );
  }
}

/**
 * Keeps SQLite from looking at the values that are compared with. Where it thinks that they could
 * make another plan better, it makes one at each use of the statement: from SQLite 3.54 on for every
 * join that begins with `digest = ?` (measured: 31–50 µs in place of 4–7), in any after ANALYZE, and
 * then for `expires_at > ?` as well. `npm run bench` measures it.
 */
export function planOnce(sql: string): string {
  return sql.replaceAll(/(?<=[=<>] )\?/g, '+?');
}

/** Statements on one connection, each compiled once. */
class SqliteQueries implements Queries {
  readonly #connection: Connection;
  readonly #statements = new Map<string, Statement<SqlValue[]>>();
  /** How many statements that write were run. */
  writes = 0;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  // better-sqlite3 answers at once; `async` turns what it throws into a rejection.
  async get<Row>(sql: string, ...parameters: SqlValue[]): Promise<Row | undefined> {
    return this.read(sql, parameters) as Row | undefined;
  }

  /** The first row, at once. */
  read(sql: string, parameters: readonly SqlValue[]): unknown {
    return this.#prepare(sql).get(...parameters);
  }

  async all<Row>(sql: string, ...parameters: SqlValue[]): Promise<Row[]> {
    return this.#prepare(sql).all(...parameters) as Row[];
  }

  async run(sql: string, ...parameters: SqlValue[]): Promise<{ changes: number }> {
    const { changes } = this.#prepare(sql).run(...parameters);
    return { changes };
  }

  #prepare(sql: string): Statement<SqlValue[]> {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#connection.prepare<SqlValue[]>(planOnce(sql));
      this.#statements.set(sql, statement);
    }
    if (!statement.readonly) this.writes++;
    return statement;
  }
}

/**
 * One connection shared by all requests. A transaction awaits between its statements, so everybody
 * else's statements wait until it has ended; otherwise they would become part of it.
 */
class SqliteDatabase implements Database {
  readonly #connection: Connection;
  readonly #queries: SqliteQueries;
  readonly #cache: ReadCache;
  #transaction: Promise<unknown> | undefined;

  constructor(connection: Connection) {
    this.#connection = connection;
    const queries = new SqliteQueries(connection);
    const version = connection.prepare<[], number>('PRAGMA data_version').pluck();
    // SQLite's number tells of all connections but this one. Both only ever rise, so their sum does.
    this.#cache = new ReadCache({
      idle: () => this.#transaction,
      version: () => (version.get() ?? 0) + queries.writes,
      read: (sql, key) => queries.read(sql, key),
    });
    this.#queries = queries;
  }

  find<Row>(sql: string, ...key: Key[]): Promise<Row | undefined> {
    return this.#cache.find(sql, key) as Promise<Row | undefined>;
  }

  get<Row>(sql: string, ...parameters: SqlValue[]): Promise<Row | undefined> {
    return this.#inTurn(() => this.#queries.get<Row>(sql, ...parameters));
  }

  all<Row>(sql: string, ...parameters: SqlValue[]): Promise<Row[]> {
    return this.#inTurn(() => this.#queries.all<Row>(sql, ...parameters));
  }

  run(sql: string, ...parameters: SqlValue[]): Promise<{ changes: number }> {
    return this.#inTurn(() => this.#queries.run(sql, ...parameters));
  }

  transaction<Result>(
    _subject: string,
    work: (queries: Queries) => Promise<Result>,
  ): Promise<Result> {
    return this.#inTurn(() => this.#begin(work));
  }

  /** Mostly at once; without a promise of its own around it, because this is on every request's way. */
  #inTurn<Result>(statement: () => Promise<Result>): Promise<Result> {
    return this.#transaction === undefined ? statement() : this.#afterTransactions(statement);
  }

  async #afterTransactions<Result>(statement: () => Promise<Result>): Promise<Result> {
    while (this.#transaction !== undefined) await this.#transaction;
    return statement();
  }

  #begin<Result>(work: (queries: Queries) => Promise<Result>): Promise<Result> {
    const result = this.#runTransaction(work);
    // The others wait for its end, whatever that is; the failure belongs to the caller alone.
    this.#transaction = result.then(
      () => (this.#transaction = undefined),
      () => (this.#transaction = undefined),
    );
    return result;
  }

  async #runTransaction<Result>(work: (queries: Queries) => Promise<Result>): Promise<Result> {
    this.#connection.exec('BEGIN IMMEDIATE');
    try {
      const result = await work(this.#queries);
      this.#connection.exec('COMMIT');
      return result;
    } catch (error) {
      // SQLite ends the transaction by itself on some errors, a full disk among them.
      if (this.#connection.inTransaction) this.#connection.exec('ROLLBACK');
      throw error;
    }
  }

  async ping(): Promise<{ isReadOnly: boolean }> {
    await this.get('SELECT 1');
    return { isReadOnly: false };
  }

  async close(): Promise<void> {
    while (this.#transaction !== undefined) await this.#transaction;
    this.#connection.close();
  }
}
