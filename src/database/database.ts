/** A value that a database stores as it is. Booleans are 0 and 1; times are Unix milliseconds. */
export type SqlValue = string | number | null | Buffer;

/** Which database it is, for the few statements that the two have no common words for. */
export type Dialect = 'sqlite' | 'postgres';

/** What a row is found by. */
export type Key = string | number;

/**
 * What a statement can be asked for. SQL is written with `?` for each parameter, and as plainly as
 * it can be, so that another database could run it.
 */
export interface Queries {
  /** The first row, or undefined. */
  get<Row>(sql: string, ...parameters: SqlValue[]): Promise<Row | undefined>;
  /** All rows. */
  all<Row>(sql: string, ...parameters: SqlValue[]): Promise<Row[]>;
  /** Runs a statement that returns no rows and says how many rows it changed. */
  run(sql: string, ...parameters: SqlValue[]): Promise<{ changes: number }>;
}

/** How long a statement of a transaction may take that is allowed to take long: an hour, in milliseconds. */
export const LONGEST_STATEMENT = 3_600_000;

/** What a transaction is allowed besides. */
export interface TransactionOptions {
  /**
   * Whether PostgreSQL lets each of its statements, and its wait for those about the same subject in
   * other processes, take {@link LONGEST_STATEMENT}: no request is as patient, but what brings a large
   * database up to date is. SQLite lets a statement take its time anyway.
   */
  readonly isLong?: boolean;
}

/** An index of millions of rows is not made in the time that a request has. */
export const LONG: TransactionOptions = { isLong: true };

/** The port that every store talks to. */
export interface Database extends Queries {
  readonly dialect: Dialect;
  /**
   * The first row of a statement that reads, as {@link get} has it. It may come from memory while
   * nothing has been written since: so it is never older than what the database would say. Others are
   * given the same object.
   *
   * @param key few different ones, without the time of day, which would make a new one of each.
   */
  find<Row>(sql: string, ...key: Key[]): Promise<Readonly<Row> | undefined>;
  /**
   * The same statements, for what is counted for a while and may be counted anew: what they write is in
   * the database at once, but a power cut may take the last of it. They need not wait for the disk.
   */
  readonly unsynced: Queries;
  /**
   * Runs statements as one: all of them or none. No other transaction about the same subject, in
   * whichever process, can make a read inside out of date before the write comes. One about another
   * subject, or a single statement, can, in a database that lets several write at once: what depends
   * on such a read must say so, as `WHERE credentials_epoch = ?` does, or a foreign key.
   *
   * @param subject whose turn it is, such as `token 1`. SQLite has one for all (`BEGIN IMMEDIATE`).
   * @param work must use the queries it is given and await nothing but them. It is run again when
   *   such a statement made it fail.
   */
  transaction<Result>(
    subject: string,
    work: (queries: Queries) => Promise<Result>,
    options?: TransactionOptions,
  ): Promise<Result>;
  /**
   * Resolves when the database answers, and what is written now will be found by others.
   *
   * @returns whether it can be written to, as far as it says so.
   */
  ping(): Promise<{ readonly isReadOnly: boolean }>;
  /** Ends all connections. */
  close(): Promise<void>;
}
