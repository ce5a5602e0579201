import { ServiceUnavailable } from '../../http/http-error.ts';
import { StartupError } from '../../startup-error.ts';
import { firstLine } from '../../thrown.ts';
import { attemptAgain, attemptInPlace, isDamage } from './errors.ts';
import type { Database, Key, Queries } from '../database.ts';
import { prepareFile } from './database-file.ts';
import { openConnection } from './driver.ts';
import type { Connection } from './driver.ts';
import { GroupCommit } from './group-commit.ts';
import { watchIdentity } from './file-identity.ts';
import { ReadCache } from './read-cache.ts';
import { SingleStatements, SqliteStatements } from './statements.ts';

/**
 * Opens a SQLite file, making it if need be.
 *
 * @param file a path, or `:memory:`.
 * @throws {StartupError} when the file cannot be used as a database.
 * @throws {ServiceUnavailable} when another process has it locked for too long.
 */
export function openSqlite(file: string): Database {
  try {
    if (file !== ':memory:') prepareFile(file);
    // A wait inside SQLite would stop the process.
    const connection = openConnection(file, { timeout: 0 });
    attemptInPlace(() => {
      // WAL lets readers go on while one process writes; FULL makes an acknowledged write survive a
      // power cut, which NORMAL does not.
      connection.pragma('journal_mode = WAL');
      connection.pragma('synchronous = FULL');
      connection.pragma('foreign_keys = ON');
    });
    return new SqliteDatabase(connection, watchIdentity(file));
  } catch (error) {
    if (error instanceof StartupError || error instanceof ServiceUnavailable) throw error;
    const remedy = isDamage(error)
      ? 'put a copy in its place with npm run manage -- restore FILE'
      : 'let this process read and write it and its folder';
    throw new StartupError(
      `DATABASE_URL: cannot open ${file} as a SQLite database (${firstLine(error)}); ${remedy}, or name another file.`,
      { cause: error },
    );
  }
}

/**
 * One connection shared by all requests. A transaction awaits between its statements, so everybody
 * else's statements wait until it has ended; otherwise they would become part of it.
 */
class SqliteDatabase extends SingleStatements implements Database {
  readonly dialect = 'sqlite';
  readonly unsynced: Queries;
  readonly #connection: Connection;
  readonly #statements: SqliteStatements;
  readonly #commits: GroupCommit;
  readonly #cache: ReadCache;

  /** @param assertWritable throws while nothing may be written. */
  constructor(connection: Connection, assertWritable: () => void) {
    const statements = new SqliteStatements(connection);
    const commits = new GroupCommit(connection, assertWritable);
    super(statements, commits, true);
    this.#connection = connection;
    this.#cache = new ReadCache(statements, commits);
    this.#statements = statements;
    this.#commits = commits;
    this.unsynced = new SingleStatements(statements, commits, false);
  }

  find<Row>(sql: string, ...key: Key[]): Promise<Row | undefined> {
    return this.#cache.find(sql, key) as Promise<Row | undefined>;
  }

  transaction<Result>(
    _subject: string,
    work: (queries: Queries) => Promise<Result>,
  ): Promise<Result> {
    const attempt = (): Promise<Result> => this.#commits.transaction(() => work(this.#statements));
    return attempt().catch((failure: unknown) => attemptAgain(failure, attempt));
  }

  async ping(): Promise<{ isReadOnly: boolean }> {
    await this.get('SELECT 1');
    this.#commits.assertWritable();
    return { isReadOnly: false };
  }

  async close(): Promise<void> {
    await this.#commits.flush();
    this.#connection.close();
  }
}
