import { closeSync, existsSync, openSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { StartupError } from '../../startup-error.ts';
import { firstLine } from '../../thrown.ts';
import { attemptAgain, isDamage, isInTheWay, unavailable } from './availability.ts';
import type { Database, Key, Queries } from '../database.ts';
import { openConnection } from './driver.ts';
import type { Connection } from './driver.ts';
import { GroupCommit } from './group-commit.ts';
import { watchIdentity } from './file-identity.ts';
import { ReadCache } from './read-cache.ts';
import { SingleStatements, SqliteStatements } from './statements.ts';

/** How long opening a file waits for another process's lock, in milliseconds. */
const OPEN_TIMEOUT = 5000;

/** Between two attempts to open it, in milliseconds. */
const LONGEST_PAUSE = 20;

/**
 * Opens a SQLite file, making it if need be.
 *
 * @param file a path, or `:memory:`.
 * @throws {StartupError} when the file cannot be used as a database.
 * @throws {ServiceUnavailable} when another process has it locked for too long.
 */
export function openSqlite(file: string): Database {
  if (file !== ':memory:' && !existsSync(dirname(resolve(file)))) {
    throw new StartupError(
      `DATABASE_URL: the folder ${dirname(resolve(file))} does not exist; create it or name another file.`,
    );
  }
  try {
    refuseOtherThanFile(file);
    // Before SQLite makes it readable to everybody; its other files get the same mode.
    if (file !== ':memory:') closeSync(openSync(file, 'a', 0o600));
    // A wait inside SQLite would stop the process.
    const connection = openConnection(file, { timeout: 0 });
    // WAL lets readers go on while one process writes; FULL makes an acknowledged write survive a
    // power cut, which NORMAL does not.
    pastLocks(() => connection.pragma('journal_mode = WAL'));
    connection.pragma('synchronous = FULL');
    connection.pragma('foreign_keys = ON');
    return new SqliteDatabase(connection, watchIdentity(file));
  } catch (error) {
    if (error instanceof StartupError) throw error;
    if (isInTheWay(error)) throw unavailable(error);
    const remedy = isDamage(error)
      ? 'put a copy in its place with npm run manage -- restore FILE'
      : 'let this process read and write it and its folder';
    throw new StartupError(
      `DATABASE_URL: cannot open ${file} as a SQLite database (${firstLine(error)}); ${remedy}, or name another file.`,
      { cause: error },
    );
  }
}

/** To open a pipe would wait for somebody at its other end, and a device keeps nothing. */
function refuseOtherThanFile(file: string): void {
  if (file === ':memory:' || statSync(file, { throwIfNoEntry: false })?.isFile() !== false) return;
  throw new StartupError(
    `DATABASE_URL: cannot open ${file} as a SQLite database (it is a folder, a pipe or a device); name a file.`,
  );
}

/**
 * Attempts something again while another process's lock is in the way. SQLite would not: where two processes open a
 * new file at once, each has what the other waits for, so that it gives up at once.
 */
function pastLocks(attempt: () => void): void {
  const since = performance.now();
  for (;;) {
    try {
      attempt();
      return;
    } catch (error) {
      if (!isInTheWay(error) || performance.now() - since >= OPEN_TIMEOUT) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Math.random() * LONGEST_PAUSE);
    }
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
