import type { Logger } from 'pino';
import { StartupError } from '../startup-error.ts';
import type { Database } from './database.ts';
import { forOperator } from './failures.ts';
import { makeStateFolder } from '../setting/state-folder.ts';
import { openPostgres } from './postgres/postgres-database.ts';
import type { PostgresOptions } from './postgres/postgres-database.ts';
import { openSqlite } from './sqlite/sqlite-database.ts';

const ADDRESSES = ['sqlite:<path>', 'postgres://user:password@host:port/name'];

/**
 * Opens the database that DATABASE_URL names.
 *
 * @param options for PostgreSQL.
 * @throws {StartupError} for another kind of address, or a database that cannot be opened.
 */
export function openDatabase(url: string, options?: PostgresOptions): Database {
  if (/^sqlite:./.test(url)) return openFile(url.slice('sqlite:'.length));
  if (/^postgres(ql)?:/.test(url)) return openPostgres(url, options);
  throw new StartupError(
    `DATABASE_URL: not an address this server knows; write ${ADDRESSES.join(' or ')}.`,
  );
}

/** What starts tells its operator of another process's lock, and what to do. */
function openFile(file: string): Database {
  try {
    return openSqlite(file);
  } catch (error) {
    throw forOperator(error);
  }
}

/** Where the database is, and how many connections to it a process has. */
export interface DatabaseSettings {
  readonly DATABASE_URL: string;
  readonly DATABASE_POOL_SIZE: number;
  readonly STATE_FOLDER: string;
}

/** Whether the database is a file in the folder of the state, which is made with it. */
export function isInStateFolder({
  DATABASE_URL,
  STATE_FOLDER,
}: Pick<DatabaseSettings, 'DATABASE_URL' | 'STATE_FOLDER'>): boolean {
  return DATABASE_URL.startsWith(`sqlite:${STATE_FOLDER}/`);
}

/**
 * The database of this process; the folder that it is in by default is made if need be.
 *
 * @throws {StartupError} when it cannot be opened.
 */
export function openConfiguredDatabase({
  config,
  log,
}: {
  readonly config: DatabaseSettings;
  readonly log: Logger;
}): Database {
  if (isInStateFolder(config)) makeStateFolder(config.STATE_FOLDER);
  return openDatabase(config.DATABASE_URL, { log, poolSize: config.DATABASE_POOL_SIZE });
}
