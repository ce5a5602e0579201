import type { Config } from '../config.ts';
import { StartupError } from '../errors.ts';
import type { Database } from './database.ts';
import { makeVar, VAR } from '../var.ts';
import { openSqlite } from './sqlite.ts';

/**
 * Opens the database that DATABASE_URL names.
 *
 * @param url `sqlite:<path>` or `sqlite::memory:`.
 * @throws {StartupError} for another kind of address, or a database that cannot be opened.
 */
export function openDatabase(url: string): Database {
  if (/^sqlite:./.test(url)) return openSqlite(url.slice('sqlite:'.length));
  throw new StartupError('DATABASE_URL: not an address this server knows; write sqlite:<path>.');
}

/** The database of this process; the folder that it is in by default is made if need be. */
export function openConfiguredDatabase({ DATABASE_URL }: Config): Database {
  if (DATABASE_URL.startsWith(`sqlite:${VAR}/`)) makeVar();
  return openDatabase(DATABASE_URL);
}
