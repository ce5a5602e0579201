import { codeOf } from '../http/errors.ts';

/** SQLite's and PostgreSQL's codes of a value that a unique index has already. */
const CODES: readonly unknown[] = ['SQLITE_CONSTRAINT_UNIQUE', '23505'];

/** Whether a statement failed because what it writes may be there once, and is. */
export function isDuplicate(error: unknown): boolean {
  return CODES.includes(codeOf(error));
}
