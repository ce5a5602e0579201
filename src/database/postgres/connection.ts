import { createHash } from 'node:crypto';
import type { PoolClient, QueryConfig, QueryResult } from 'pg';
import { LONGEST_STATEMENT } from '../database.ts';
import type { Queries, SqlValue, TransactionOptions } from '../database.ts';
import { pg } from './driver.ts';
import { postgresError } from './errors.ts';
import { postgresStatement } from './statement.ts';

/** Milliseconds until the server gives a statement up, its wait for locks included. */
const STATEMENT_TIMEOUT = 5000;

/**
 * How much longer than {@link STATEMENT_TIMEOUT} an answer is waited for, in milliseconds. A server that
 * cannot be reached any more does not say that it has given the statement up.
 */
export const ANSWER_TIMEOUT = 1000;

/** Milliseconds that the server waits for the next statement of a transaction. */
const TRANSACTION_IDLE_TIMEOUT = 5000;

/** What the server itself keeps to. A connection says so when it is made, or each transaction does. */
export const SERVER_LIMITS = {
  statement_timeout: STATEMENT_TIMEOUT,
  idle_in_transaction_session_timeout: TRANSACTION_IDLE_TIMEOUT,
};

/** What is known of the server. */
export interface PostgresServer {
  /** For people to read. */
  readonly address: string;
  /** Whether PgBouncer stands in between, and lends connections for a transaction each. */
  readonly isPooled: boolean;
}

/** One connection while it is lent out. */
export class PostgresConnection implements Queries {
  readonly #client: PoolClient;
  readonly #server: PostgresServer;
  #isLost = false;
  /** Milliseconds for a statement, where it is not the time that all have. */
  #timeout: number | undefined;

  constructor(client: PoolClient, server: PostgresServer) {
    this.#client = client;
    this.#server = server;
  }

  async get<Row>(sql: string, ...parameters: SqlValue[]): Promise<Row | undefined> {
    return (await this.#run(sql, parameters)).rows[0] as Row | undefined;
  }

  async all<Row>(sql: string, ...parameters: SqlValue[]): Promise<Row[]> {
    return (await this.#run(sql, parameters)).rows as Row[];
  }

  async run(sql: string, ...parameters: SqlValue[]): Promise<{ changes: number }> {
    return { changes: (await this.#run(sql, parameters)).rowCount ?? 0 };
  }

  async transaction<Result>(
    subject: string,
    work: (queries: Queries) => Promise<Result>,
    { isLong = false }: TransactionOptions = {},
  ): Promise<Result> {
    const limits = {
      ...(this.#server.isPooled ? SERVER_LIMITS : {}),
      ...(isLong ? { statement_timeout: LONGEST_STATEMENT } : {}),
    };
    this.#timeout = isLong ? LONGEST_STATEMENT + ANSWER_TIMEOUT : undefined;
    try {
      await this.#query({ text: begin(subject, limits) });
      const result = await work(this);
      // After a failed statement PostgreSQL takes COMMIT for ROLLBACK, without an error.
      const { command } = await this.#query({ text: 'COMMIT' });
      if (command !== 'COMMIT') throw new Error('a transaction went on after a failed statement');
      return result;
    } catch (error) {
      // If this fails as well, the connection is not given to anybody again.
      if (!this.#isLost) await this.#query({ text: 'ROLLBACK' }).catch(() => undefined);
      throw error;
    }
  }

  /** Gives the connection back to its pool, or ends it: one in mid-answer or mid-transaction. */
  release(): void {
    this.#client.release(this.#isLost || this.#client.getTransactionStatus() !== 'I');
  }

  #run(sql: string, parameters: SqlValue[]): Promise<QueryResult> {
    const { name, text } = postgresStatement(sql);
    const values = parameters.map(storable);
    return this.#query(this.#server.isPooled ? { text, values } : { name, text, values });
  }

  async #query(query: QueryConfig<SqlValue[]>): Promise<QueryResult> {
    try {
      // The driver's types do not know of it.
      const timed = { ...query, query_timeout: this.#timeout };
      return await this.#client.query(timed);
    } catch (error) {
      this.#isLost ||= !(error instanceof pg().DatabaseError);
      throw postgresError(error, this.#server.address);
    }
  }
}

/**
 * PostgreSQL's text cannot hold NUL, and trying is an error. It becomes what half a surrogate pair
 * becomes in both databases, U+FFFD: what is looked up is not found, as no name contains it.
 */
function storable(value: SqlValue): SqlValue {
  if (typeof value !== 'string' || !value.includes('\0')) return value;
  return value.replaceAll('\0', '\u{FFFD}');
}

/**
 * Begins a transaction. All others about the same subject wait their turn, in every process, so what
 * one of them wrote does not change between a transaction's read and its write.
 *
 * This is simpler than SERIALIZABLE, under which transactions run into each other and all but one
 * start again, most of all where fifty of them want the same row.
 *
 * Others take no such lock and may come in between. What they can change is asked for again by the
 * write itself: an ended epoch makes what was issued under it worthless, a deleted user fails the
 * foreign key, and the work is run again. READ COMMITTED, because a snapshot of the beginning would
 * be older than the lock that it waited for.
 */
function begin(subject: string, limits: Readonly<Record<string, number>>): string {
  // The lock's name is a number of 64 bits; it counts in its database alone.
  const lock = createHash('sha256').update(subject).digest().readBigInt64BE();
  return [
    'BEGIN ISOLATION LEVEL READ COMMITTED',
    ...Object.entries(limits).map(([name, value]) => `SET LOCAL ${name} = ${value}`),
    `SELECT pg_advisory_xact_lock(${lock})`,
  ].join('; ');
}
