import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { UnreadableSource } from '../../../src/auth/django.ts';
import { addressOf } from '../movedatabase/address.ts';
import { isPostgres } from '../movedatabase/catalog.ts';
import { FixtureSource } from './fixture-source.ts';
import type { OpenSource } from './source.ts';
import { openPostgresSource, openSqliteSource } from './sql-source.ts';

/** How every SQLite file begins. */
const SQLITE_HEADER = 'SQLite format 3\0';

/**
 * Opens what the command line names.
 *
 * @param from a file, or an address of PostgreSQL, or the name of a variable that holds either, in
 *   the environment or in `.env`.
 * @throws {UnreadableSource} when it is neither a SQLite file, nor a fixture, nor such an address.
 */
export function openSource(from: string): OpenSource {
  const place = existsSync(from) ? from : addressOf(from);
  if (place === undefined) {
    throw new UnreadableSource(
      `FROM: ${from} is no file, and no variable in the environment or in .env; name a SQLite file, what dumpdata has written, or a variable that holds postgres://….`,
    );
  }
  if (isPostgres(place) && !existsSync(place)) return openPostgresSource(place);
  const file = place.replace(/^sqlite:(?:\/\/(?=\/))?/, '');
  if (/^[\w.+-]+:\/\//.test(file) && !existsSync(file)) {
    // Not the address itself: it may have a password in it.
    throw new UnreadableSource(
      'FROM: is the address of a database that this command does not read; write what is in it into a file with python manage.py dumpdata, and name that.',
    );
  }
  const beginning = beginningOf(file);
  if (beginning === SQLITE_HEADER) return openSqliteSource(file);
  if (/^\uFEFF?\s*\[/.test(beginning)) return new FixtureSource(file);
  throw new UnreadableSource(
    `FROM: ${file} is neither a SQLite database nor what dumpdata writes as JSON; name one of these, or postgres://….`,
  );
}

function beginningOf(file: string): string {
  try {
    const descriptor = openSync(file, 'r');
    try {
      const bytes = Buffer.alloc(SQLITE_HEADER.length);
      return bytes.toString('utf8', 0, readSync(descriptor, bytes));
    } finally {
      closeSync(descriptor);
    }
  } catch {
    throw new UnreadableSource(`FROM: ${file} cannot be read; see that it is there and readable.`);
  }
}
