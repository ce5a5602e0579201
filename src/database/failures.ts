import { codeOf, firstLine } from '../thrown.ts';
import { ServiceUnavailable } from '../http/http-error.ts';
import { StartupError } from '../startup-error.ts';

/** SQLite's and PostgreSQL's codes of a value that a unique index has already. */
const CODES: readonly unknown[] = ['SQLITE_CONSTRAINT_UNIQUE', '23505'];

/** Whether a statement failed because what it writes may be there once, and is. */
export function isDuplicate(error: unknown): boolean {
  return CODES.includes(codeOf(error));
}

/** Whether a table is not there, as PostgreSQL says by a code, whatever its language, and SQLite in words. */
export function isMissingTable(error: unknown): boolean {
  return codeOf(error) === '42P01' || firstLine(error).startsWith('no such table');
}

/**
 * Writes what a request can do without, such as when something was last used: where nothing can be
 * written just now, a request that only reads goes on.
 *
 * @returns whether it was written.
 */
export async function writeIfPossible(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    if (error instanceof ServiceUnavailable) return false;
    throw error;
  }
}

/**
 * For the operator of a program: that the configured database cannot be used, why not, and the
 * remedy. A client is told less.
 *
 * @param cause of a ServiceUnavailable, in the database's own words.
 */
export function unusableDatabase(cause: unknown): StartupError {
  return new StartupError(
    `DATABASE_URL: ${firstLine(cause)}; see that it runs, has room, and lets this server read and write, or name another one.`,
  );
}

/** What an operator is told of an outage, which is for a client; any other error as it is. */
export function forOperator(error: unknown): unknown {
  const isOutage = error instanceof ServiceUnavailable && error.cause !== undefined;
  return isOutage ? unusableDatabase(error.cause) : error;
}
