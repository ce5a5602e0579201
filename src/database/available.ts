import { statSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { codeOf, ServiceUnavailable } from '../http/errors.ts';
import type { Database, Key, Queries, SqlValue } from './database.ts';

/** For how long a lock is asked for again, in milliseconds. */
const LOCK_DEADLINE = 5000;

/** The longest pause between two attempts, in milliseconds. */
const LONGEST_PAUSE = 50;

/** SQLite's result codes, less their extensions, for: another process holds the lock. */
const LOCKED = /^SQLITE_(?:BUSY|LOCKED)/;

/** For: the disk is full, read-only, failing, or gone. */
const OUTAGE = /^SQLITE_(?:FULL|READONLY|IOERR|CANTOPEN|NOMEM)/;

/** Statements that only read: an `INSERT … RETURNING`, for one, is none. */
const READS = /^\s*(?:SELECT|PRAGMA)\b/;

/**
 * A SQLite database of which it is no request's fault when it cannot be used: those outages become
 * {@link ServiceUnavailable}, with SQLite's own words for the log, and end by themselves.
 *
 * A lock that another process holds is waited for between the statements of others; SQLite itself
 * would wait inside its call and stop the whole process with it.
 */
export class AvailableDatabase implements Database {
  readonly #database: Database;
  readonly #isInPlace: () => boolean;

  /**
   * @param database rejects with what SQLite throws, and waits for locks next to not at all.
   * @param file where it is, or `:memory:`.
   */
  constructor(database: Database, file: string) {
    this.#database = database;
    this.#isInPlace = watchPlace(file);
  }

  find<Row>(sql: string, ...key: Key[]): Promise<Readonly<Row> | undefined> {
    return this.#attempt(() => this.#database.find<Row>(sql, ...key));
  }

  get<Row>(sql: string, ...parameters: SqlValue[]): Promise<Row | undefined> {
    return this.#ask(sql, () => this.#database.get<Row>(sql, ...parameters));
  }

  all<Row>(sql: string, ...parameters: SqlValue[]): Promise<Row[]> {
    return this.#ask(sql, () => this.#database.all<Row>(sql, ...parameters));
  }

  run(sql: string, ...parameters: SqlValue[]): Promise<{ changes: number }> {
    return this.#attempt(() => this.#write(() => this.#database.run(sql, ...parameters)));
  }

  transaction<Result>(
    subject: string,
    work: (queries: Queries) => Promise<Result>,
  ): Promise<Result> {
    return this.#attempt(() => this.#write(() => this.#database.transaction(subject, work)));
  }

  ping(): Promise<{ isReadOnly: boolean }> {
    return this.#attempt(() => this.#write(() => this.#database.ping()));
  }

  close(): Promise<void> {
    return this.#database.close();
  }

  /** A statement that returns rows may write, too. */
  #ask<Result>(sql: string, statement: () => Promise<Result>): Promise<Result> {
    return this.#attempt(READS.test(sql) ? statement : () => this.#write(statement));
  }

  /** SQLite would go on writing to a file that was removed, and all of it would be lost. */
  async #write<Result>(statement: () => Promise<Result>): Promise<Result> {
    if (this.#isInPlace()) return statement();
    throw unavailable(new Error('the database file was removed or replaced'));
  }

  /** Almost always the first attempt does; what comes after must not cost every request. */
  #attempt<Result>(statement: () => Promise<Result>): Promise<Result> {
    return statement().catch((error: unknown) => this.#retry(statement, error));
  }

  async #retry<Result>(statement: () => Promise<Result>, failure: unknown): Promise<Result> {
    const deadline = performance.now() + LOCK_DEADLINE;
    for (;;) {
      const code = codeOf(failure);
      if (OUTAGE.test(code)) throw unavailable(failure);
      if (!LOCKED.test(code)) throw failure;
      if (performance.now() >= deadline) throw unavailable(failure);
      await wait(Math.random() * LONGEST_PAUSE);
      try {
        return await statement();
      } catch (error) {
        failure = error;
      }
    }
  }
}

/** Whether a path still leads to the file that it leads to now. */
function watchPlace(file: string): () => boolean {
  if (file === ':memory:') return () => true;
  const { dev, ino } = statSync(file);
  return () => {
    try {
      const now = statSync(file);
      return now.ino === ino && now.dev === dev;
    } catch {
      // Whatever keeps it from being looked at: gone, a folder on the way to it that is none any more.
      return false;
    }
  };
}

function unavailable(cause: unknown): ServiceUnavailable {
  return new ServiceUnavailable(
    'The database cannot be used right now. Try again later.',
    5,
    cause,
  );
}
