import type { Client, ClientConfig, CustomTypesConfig } from 'pg';
import type { Logger } from 'pino';
import { StartupError } from '../../startup-error.ts';
import type { Database, Key, Queries, SqlValue, TransactionOptions } from '../database.ts';
import { ANSWER_TIMEOUT, PostgresConnection, SERVER_LIMITS } from './connection.ts';
import type { PostgresServer } from './connection.ts';
import { pg } from './driver.ts';
import { isCollision, unavailable } from './errors.ts';
import { CONNECT_TIMEOUT, DEFAULT_POOL_SIZE, PostgresPools } from './pools.ts';
import type { Purpose } from './pools.ts';
import { BatchedReads } from './batched-reads.ts';
import { SubjectQueues, QueueTimeout } from './subject-queues.ts';

const SELECT_READ_ONLY = "SELECT current_setting('transaction_read_only') AS setting";

/** How often what collided with a write of somebody else is tried in all. */
const ATTEMPTS = 5;

/**
 * Whether the address says that PgBouncer stands in between and lends connections for a transaction
 * each: it takes no settings for a connection, and a statement prepared on one is not on the next.
 */
export function isBehindPooler(url: string): boolean {
  return /[?&]pgbouncer=true(?:&|$)/.test(url);
}

/** BIGINT comes as text, for it may be larger than a safe integer; what is stored here is not. */
function typeParsers(): CustomTypesConfig {
  const types = new (pg().TypeOverrides)();
  types.setTypeParser(pg().types.builtins.INT8, Number);
  return types;
}

/** What may be said besides the address. */
export interface PostgresOptions {
  /** Is told of connections that are lost while nobody uses them. */
  readonly log?: Logger;
  /** How many connections there may be at once. */
  readonly poolSize?: number;
}

/**
 * Prepares connections to a PostgreSQL database; they are made when they are needed.
 *
 * @param url `postgres://user:password@host:port/name`; with `?sslmode=verify-full`, over TLS; with
 *   `?pgbouncer=true`, through PgBouncer in transaction mode.
 * @throws {StartupError} when the address cannot be read.
 */
export function openPostgres(
  url: string,
  { log, poolSize = DEFAULT_POOL_SIZE }: PostgresOptions = {},
): Database {
  const isPooled = isBehindPooler(url);
  const options = {
    connectionString: url,
    application_name: 'expressauth101',
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    query_timeout: SERVER_LIMITS.statement_timeout + ANSWER_TIMEOUT,
    ...(isPooled ? {} : SERVER_LIMITS),
    keepAlive: true,
    // A connection that nobody uses does not keep the process.
    allowExitOnIdle: true,
    types: typeParsers(),
  };
  refuseSeveral(url);
  const address = addressOf(options);
  const pools = new PostgresPools(options, poolSize, (error) => {
    log?.warn({ error: error.message }, `lost a connection to ${address}`);
  });
  return new PostgresDatabase(pools, { address, isPooled });
}

/**
 * The driver connects to one host and does not look what it has found there; libpq's way of finding the
 * primary among several is refused, for it would be without effect.
 */
function refuseSeveral(url: string): void {
  const [, wanted] = /[?&]target_session_attrs=([^&]*)/.exec(url) ?? [];
  if (wanted !== undefined && wanted !== 'any') {
    throw new StartupError(
      'DATABASE_URL: target_session_attrs is not supported; remove it, and name the one host, or a proxy, that leads to the server that can be written to.',
    );
  }
  // A comma before the last @ is the user's, or the password's.
  if (/^\w+:\/\/(?:[^/?#]*@)?[^/?#@]*,[^/?#@]*(?:[/?#]|$)/.test(url)) {
    throw new StartupError(
      'DATABASE_URL: several hosts are not supported; name one host, or a proxy, that leads to the server that can be written to.',
    );
  }
}

/** Where the options lead, for people to read: no user, no password. */
function addressOf(options: ClientConfig): string {
  let client: Client;
  try {
    client = new (pg().Client)(options);
  } catch {
    // The error would quote the address, and with it the password.
    throw new StartupError(
      'DATABASE_URL: cannot be read; write postgres://user:password@host:port/name, with %XX for what has a meaning in addresses.',
    );
  }
  return `PostgreSQL at ${client.host}:${client.port}/${client.database ?? ''}`;
}

class PostgresDatabase implements Database {
  readonly dialect = 'postgres';
  /** To be told how to commit takes PostgreSQL a round trip more; its `synchronous_commit` says it for all. */
  readonly unsynced: Queries = this;
  readonly #pools: PostgresPools;
  readonly #server: PostgresServer;
  readonly #queues = new SubjectQueues(CONNECT_TIMEOUT);
  readonly #reads = new BatchedReads(this);

  constructor(pools: PostgresPools, server: PostgresServer) {
    this.#pools = pools;
    this.#server = server;
  }

  /** Whether something was written can only be asked of the server, and so can the row. */
  find<Row>(sql: string, ...key: Key[]): Promise<Row | undefined> {
    return this.#reads.find<Row>(sql, key);
  }

  get<Row>(sql: string, ...parameters: SqlValue[]): Promise<Row | undefined> {
    return this.#use('statements', (connection) => connection.get<Row>(sql, ...parameters));
  }

  all<Row>(sql: string, ...parameters: SqlValue[]): Promise<Row[]> {
    return this.#use('statements', (connection) => connection.all<Row>(sql, ...parameters));
  }

  run(sql: string, ...parameters: SqlValue[]): Promise<{ changes: number }> {
    return this.#use('statements', (connection) => connection.run(sql, ...parameters));
  }

  transaction<Result>(
    subject: string,
    work: (queries: Queries) => Promise<Result>,
    options?: TransactionOptions,
  ): Promise<Result> {
    return this.#inTurn(subject, () =>
      this.#use('transactions', (connection) => connection.transaction(subject, work, options)),
    );
  }

  async ping(): Promise<{ isReadOnly: boolean }> {
    // A standby, or one that was set to it.
    const row = await this.get<{ setting: string }>(SELECT_READ_ONLY);
    return { isReadOnly: row?.setting === 'on' };
  }

  close(): Promise<void> {
    return this.#pools.close();
  }

  /**
   * Takes turns in this process before a connection is taken. Otherwise those that wait for the lock of
   * one subject, of which one user can make any number, would hold the connections that all others need.
   */
  async #inTurn<Result>(subject: string, work: () => Promise<Result>): Promise<Result> {
    try {
      return await this.#queues.take(subject, work);
    } catch (error) {
      throw error instanceof QueueTimeout ? unavailable(error, this.#server.address) : error;
    }
  }

  /** Lends a connection to the work, and again when the work collided with somebody else's. */
  async #use<Result>(
    purpose: Purpose,
    work: (connection: PostgresConnection) => Promise<Result>,
  ): Promise<Result> {
    for (let attempt = 1; ; attempt++) {
      const connection = await this.#connect(purpose);
      try {
        return await work(connection);
      } catch (error) {
        if (attempt === ATTEMPTS || !isCollision(error)) throw error;
      } finally {
        connection.release();
      }
    }
  }

  async #connect(purpose: Purpose): Promise<PostgresConnection> {
    try {
      return new PostgresConnection(await this.#pools.lend(purpose), this.#server);
    } catch (error) {
      throw this.#pools.isClosing ? error : unavailable(error, this.#server.address);
    }
  }
}
