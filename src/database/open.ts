import type { Logger } from 'pino';
import { StartupError } from '../startup-error.ts';
import { ServiceUnavailable } from '../http/http-error.ts';
import type { Database } from './database.ts';
import { unusableDatabase } from './failures.ts';
import { makeStateFolder } from '../setting/state-folder.ts';
import { openPostgres } from './postgres/postgres-database.ts';
import type { PostgresOptions } from './postgres/postgres-database.ts';
import { openSqlite } from './sqlite/sqlite-database.ts';

const ADDRESSES = ['sqlite:<path>', 'postgres://user:password@host:port/name'];

/** @throws {StartupError} for an address of no kind that {@link openDatabase} opens. */
function requireKnownAddress(url: string): void {
  if (/^(?:sqlite:.|postgres(?:ql)?:)/.test(url)) return;
  throw new StartupError(
    `DATABASE_URL: not an address this server knows; write ${ADDRESSES.join(' or ')}.`,
  );
}

/**
 * Opens the database that DATABASE_URL names.
 *
 * @param options for PostgreSQL.
 * @throws {StartupError} for another kind of address, or a database that cannot be opened.
 */
export function openDatabase(url: string, options?: PostgresOptions): Database {
  requireKnownAddress(url);
  return url.startsWith('sqlite:')
    ? openFile(url.slice('sqlite:'.length))
    : openPostgres(url, options);
}

/** What starts tells its operator of another process's lock, and what to do. */
function openFile(file: string): Database {
  try {
    return openSqlite(file);
  } catch (error) {
    throw error instanceof ServiceUnavailable ? unusableDatabase(error.cause) : error;
  }
}

/** Where the database is, and how many connections to it a process has. */
export interface DatabaseSettings {
  readonly DATABASE_URL: string;
  readonly DATABASE_POOL_SIZE: number;
  readonly STATE_FOLDER: string;
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
  if (config.DATABASE_URL.startsWith(`sqlite:${config.STATE_FOLDER}/`)) {
    makeStateFolder(config.STATE_FOLDER);
  }
  return openDatabase(config.DATABASE_URL, { log, poolSize: config.DATABASE_POOL_SIZE });
}
