import type { Queries, SqlValue } from '../database.ts';
import { attemptAgain } from './errors.ts';
import type { Connection, Statement } from './driver.ts';
import { whenIdle } from './group-commit.ts';
import type { GroupCommit } from './group-commit.ts';

/**
 * Keeps SQLite from looking at the values that are compared with. Where it thinks that they could
 * make another plan better, it makes one at each use of the statement: from SQLite 3.54 on for every
 * join that begins with `digest = ?`, in any after ANALYZE, and then for `expires_at > ?` as well.
 * `npm run bench` measures it.
 */
export function planOnce(sql: string): string {
  return sql.replaceAll(/(?<=[=<>] )\?/g, '+?');
}

type Method = keyof Queries;

/** Statements on one connection, each compiled once. They are run at once. */
export class SqliteStatements implements Queries {
  readonly #connection: Connection;
  readonly #statements = new Map<string, Statement<SqlValue[]>>();
  readonly #dataVersion: Statement<[]>;
  /** How many statements that write were run. */
  #writes = 0;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#dataVersion = connection.prepare<[]>('PRAGMA data_version').pluck();
  }

  /**
   * A number that changes with every write that any process has committed. SQLite's own tells of all connections
   * but this one. Both only ever rise, so their sum does.
   */
  version(): number {
    return Number(this.#dataVersion.get()) + this.#writes;
  }

  // better-sqlite3 answers at once; `async` turns what it throws into a rejection.
  async get<Row>(sql: string, ...parameters: SqlValue[]): Promise<Row | undefined> {
    return this.use('get', sql, parameters) as Row | undefined;
  }

  async all<Row>(sql: string, ...parameters: SqlValue[]): Promise<Row[]> {
    return this.use('all', sql, parameters) as Row[];
  }

  async run(sql: string, ...parameters: SqlValue[]): Promise<{ changes: number }> {
    return this.use('run', sql, parameters) as { changes: number };
  }

  /** What the method of {@link Queries} by this name is to answer. */
  use(method: Method, sql: string, parameters: readonly SqlValue[]): unknown {
    return this.answer(method, this.prepare(sql), parameters);
  }

  /** The same by a statement of {@link prepare}. */
  answer(
    method: Method,
    statement: Statement<SqlValue[]>,
    parameters: readonly SqlValue[],
  ): unknown {
    if (!statement.readonly) this.#writes++;
    // Read to its end: better-sqlite3's `get` would not hear of a commit that fails after the first row.
    if (method === 'get' && !statement.readonly) return statement.all(...parameters)[0];
    if (method !== 'run') return statement[method](...parameters);
    const { changes } = statement.run(...parameters);
    return { changes };
  }

  prepare(sql: string): Statement<SqlValue[]> {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#connection.prepare<SqlValue[]>(planOnce(sql));
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

/** Statements of no transaction: they read while none goes on, and write together with others. */
export class SingleStatements implements Queries {
  readonly #statements: SqliteStatements;
  readonly #commits: GroupCommit;
  readonly #isSynced: boolean;

  /** @param isSynced whether what they write has to survive a power cut. */
  constructor(statements: SqliteStatements, commits: GroupCommit, isSynced: boolean) {
    this.#statements = statements;
    this.#commits = commits;
    this.#isSynced = isSynced;
  }

  get<Row>(sql: string, ...parameters: SqlValue[]): Promise<Row | undefined> {
    return this.#use('get', sql, parameters) as Promise<Row | undefined>;
  }

  all<Row>(sql: string, ...parameters: SqlValue[]): Promise<Row[]> {
    return this.#use('all', sql, parameters) as Promise<Row[]>;
  }

  run(sql: string, ...parameters: SqlValue[]): Promise<{ changes: number }> {
    return this.#use('run', sql, parameters) as Promise<{ changes: number }>;
  }

  #use(method: Method, sql: string, parameters: readonly SqlValue[]): Promise<unknown> {
    const attempt = async (): Promise<unknown> => {
      const statement = this.#statements.prepare(sql);
      const answer = (): unknown => this.#statements.answer(method, statement, parameters);
      return statement.readonly
        ? whenIdle(this.#commits, answer)
        : this.#commits.add(answer, this.#isSynced);
    };
    return attempt().catch((failure: unknown) => attemptAgain(failure, attempt));
  }
}
