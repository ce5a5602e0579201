import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Client, Pool, PoolClient, QueryConfig, QueryResult } from 'pg';
import type { Logger } from 'pino';
import { StartupError } from '../errors.ts';
import type { Database, Queries, SqlValue } from './database.ts';
import { isCollision, postgresError, unavailable } from './postgres-error.ts';
import { postgresStatement } from './postgres-statement.ts';

/** Milliseconds until a connection is there: a new one, or one that others have to give back. */
const CONNECT_TIMEOUT = 3000;

/** Milliseconds until the server gives a statement up, its wait for locks included. */
const STATEMENT_TIMEOUT = 5000;

/** Milliseconds until we do, because the server cannot say any more that it did. */
const QUERY_TIMEOUT = STATEMENT_TIMEOUT + 1000;

/** Milliseconds that the server waits for the next statement of a transaction. */
const TRANSACTION_IDLE_TIMEOUT = 5000;

/** Milliseconds that closing waits for the server's goodbye. */
const CLOSE_TIMEOUT = 2000;

/** Connections for single statements. A server allows 100 in all unless told otherwise. */
const CONNECTIONS = 10;

/**
 * Connections for transactions. They are apart so that transactions that wait for each other never
 * keep single statements waiting.
 */
const TRANSACTION_CONNECTIONS = 5;

/** How often what collided with a write of somebody else is tried in all. */
const ATTEMPTS = 5;

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
function begin(subject: string, isPooled: boolean): string {
  // The lock's name is a number of 64 bits; it counts in its database alone.
  const lock = createHash('sha256').update(subject).digest().readBigInt64BE();
  const limits = isPooled ? Object.entries(SERVER_LIMITS) : [];
  return [
    'BEGIN ISOLATION LEVEL READ COMMITTED',
    ...limits.map(([name, value]) => `SET LOCAL ${name} = ${value}`),
    `SELECT pg_advisory_xact_lock(${lock})`,
  ].join('; ');
}

/** What the server itself keeps to. A connection says so when it is made, or each transaction does. */
const SERVER_LIMITS = {
  statement_timeout: STATEMENT_TIMEOUT,
  idle_in_transaction_session_timeout: TRANSACTION_IDLE_TIMEOUT,
};

/**
 * Whether the address says that PgBouncer stands in between and lends connections for a transaction
 * each: it takes no settings for a connection, and a statement prepared on one is not on the next.
 */
function isBehindPooler(url: string): boolean {
  return /[?&]pgbouncer=true(?:&|$)/.test(url);
}

/** BIGINT comes as text, for it may be larger than a safe integer; what is stored here is not. */
const types = new pg.TypeOverrides();
types.setTypeParser(pg.types.builtins.INT8, Number);

/**
 * Prepares connections to a PostgreSQL database; they are made when they are needed.
 *
 * @param url `postgres://user:password@host:port/name`; with `?sslmode=verify-full`, over TLS; with
 *   `?pgbouncer=true`, through PgBouncer in transaction mode.
 * @param log is told of connections that are lost while nobody uses them.
 * @throws {StartupError} when the address cannot be read.
 */
export function openPostgres(url: string, log?: Logger): Database {
  const isPooled = isBehindPooler(url);
  const options = {
    connectionString: url,
    application_name: 'expressauth101',
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    query_timeout: QUERY_TIMEOUT,
    ...(isPooled ? {} : SERVER_LIMITS),
    keepAlive: true,
    // A connection that nobody uses does not keep the process.
    allowExitOnIdle: true,
    types,
  };
  const address = addressOf(options);
  const open = (max: number): Pool => {
    const pool = new pg.Pool({ ...options, max });
    pool.on('error', (error) => {
      log?.warn({ error: error.message }, `lost a connection to ${address}`);
    });
    // One that is lost while in use tells so as well; its next statement fails, that is enough.
    pool.on('connect', (client) => client.on('error', () => undefined));
    return pool;
  };
  return new PostgresDatabase(open(CONNECTIONS), open(TRANSACTION_CONNECTIONS), {
    address,
    isPooled,
  });
}

/** Where the options lead, for people to read: no user, no password. */
function addressOf(options: pg.ClientConfig): string {
  let client: Client;
  try {
    client = new pg.Client(options);
  } catch {
    // The error would quote the address, and with it the password.
    throw new StartupError(
      'DATABASE_URL: cannot be read; write postgres://user:password@host:port/name, with %XX for what has a meaning in addresses.',
    );
  }
  return `PostgreSQL at ${client.host}:${client.port}/${client.database ?? ''}`;
}

/** What is known of the server. */
interface Place {
  /** For people to read. */
  readonly address: string;
  /** See {@link isBehindPooler}. */
  readonly isPooled: boolean;
}

/** One connection while it is lent out. */
class Connection implements Queries {
  readonly #client: PoolClient;
  readonly #place: Place;
  #isLost = false;

  constructor(client: PoolClient, place: Place) {
    this.#client = client;
    this.#place = place;
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
  ): Promise<Result> {
    try {
      await this.#query({ text: begin(subject, this.#place.isPooled) });
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
    return this.#query(this.#place.isPooled ? { text, values } : { name, text, values });
  }

  async #query(query: QueryConfig<SqlValue[]>): Promise<QueryResult> {
    try {
      return await this.#client.query(query);
    } catch (error) {
      this.#isLost ||= !(error instanceof pg.DatabaseError);
      throw postgresError(error, this.#place.address);
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

class PostgresDatabase implements Database {
  readonly #statements: Pool;
  readonly #transactions: Pool;
  readonly #place: Place;

  constructor(statements: Pool, transactions: Pool, place: Place) {
    this.#statements = statements;
    this.#transactions = transactions;
    this.#place = place;
  }

  get<Row>(sql: string, ...parameters: SqlValue[]): Promise<Row | undefined> {
    return this.#use(this.#statements, (connection) => connection.get<Row>(sql, ...parameters));
  }

  all<Row>(sql: string, ...parameters: SqlValue[]): Promise<Row[]> {
    return this.#use(this.#statements, (connection) => connection.all<Row>(sql, ...parameters));
  }

  run(sql: string, ...parameters: SqlValue[]): Promise<{ changes: number }> {
    return this.#use(this.#statements, (connection) => connection.run(sql, ...parameters));
  }

  transaction<Result>(
    subject: string,
    work: (queries: Queries) => Promise<Result>,
  ): Promise<Result> {
    return this.#use(this.#transactions, (connection) => connection.transaction(subject, work));
  }

  async ping(): Promise<void> {
    await this.get('SELECT 1');
  }

  /** A server that does not answer any more cannot keep the process from ending. */
  async close(): Promise<void> {
    const closed = Promise.all([this.#statements.end(), this.#transactions.end()]);
    await Promise.race([closed, delay(CLOSE_TIMEOUT, undefined, { ref: false })]);
  }

  /** Lends a connection to the work, and again when the work collided with somebody else's. */
  async #use<Result>(
    pool: Pool,
    work: (connection: Connection) => Promise<Result>,
  ): Promise<Result> {
    for (let attempt = 1; ; attempt++) {
      const connection = await this.#connect(pool);
      try {
        return await work(connection);
      } catch (error) {
        if (attempt === ATTEMPTS || !isCollision(error)) throw error;
      } finally {
        connection.release();
      }
    }
  }

  async #connect(pool: Pool): Promise<Connection> {
    try {
      return new Connection(await pool.connect(), this.#place);
    } catch (error) {
      throw pool.ending ? error : unavailable(error, this.#place.address);
    }
  }
}
