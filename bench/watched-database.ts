import type { Database, Dialect, Key, Queries, SqlValue } from '../src/database/database.ts';

/** A database that counts the statements it is asked for, and remembers those that only read. */
export class WatchedDatabase implements Database {
  readonly dialect: Dialect;
  /** How many it was asked for. */
  count = 0;
  /** The last values that each was given, by its text. */
  readonly reads = new Map<string, readonly SqlValue[]>();
  readonly unsynced: Queries = this;
  readonly #database: Database;

  constructor(database: Database) {
    this.dialect = database.dialect;
    this.#database = database;
  }

  find<Row>(sql: string, ...key: Key[]): Promise<Readonly<Row> | undefined> {
    this.#remember(sql, key);
    return this.#watch(() => this.#database.find<Row>(sql, ...key));
  }

  get<Row>(sql: string, ...parameters: SqlValue[]): Promise<Row | undefined> {
    this.#remember(sql, parameters);
    return this.#watch(() => this.#database.get<Row>(sql, ...parameters));
  }

  all<Row>(sql: string, ...parameters: SqlValue[]): Promise<Row[]> {
    this.#remember(sql, parameters);
    return this.#watch(() => this.#database.all<Row>(sql, ...parameters));
  }

  run(sql: string, ...parameters: SqlValue[]): Promise<{ changes: number }> {
    return this.#watch(() => this.#database.run(sql, ...parameters));
  }

  transaction<Result>(
    subject: string,
    work: (queries: Queries) => Promise<Result>,
  ): Promise<Result> {
    return this.#watch(() => this.#database.transaction(subject, work));
  }

  ping(): Promise<{ isReadOnly: boolean }> {
    return this.#watch(() => this.#database.ping());
  }

  close(): Promise<void> {
    return this.#database.close();
  }

  #remember(sql: string, parameters: readonly SqlValue[]): void {
    // Some of what answers with rows has written them.
    if (/^\s*SELECT/i.test(sql)) this.reads.set(sql, parameters);
  }

  #watch<Result>(statement: () => Promise<Result>): Promise<Result> {
    this.count++;
    return statement();
  }
}
