import { setTimeout as wait } from 'node:timers/promises';
import { codeOf } from '../../thrown.ts';
import { ServiceUnavailable } from '../../http/http-error.ts';
import { aroundStatements } from '../around.ts';
import type { Database } from '../database.ts';

/** For how long a lock is asked for again, in milliseconds; a writer counts its wait for others as well. */
export const LOCK_DEADLINE = 5000;

/** The longest pause between two attempts, in milliseconds. */
const LONGEST_PAUSE = 50;

/** SQLite's result codes, less their extensions, for: another process holds the lock. */
export const LOCKED = /^SQLITE_(?:BUSY|LOCKED)/;

/** For: the disk is full, read-only, failing, or gone. */
const OUTAGE = /^SQLITE_(?:FULL|READONLY|IOERR|CANTOPEN|NOMEM)/;

/**
 * A SQLite database of which it is no request's fault when it cannot be used: those outages become
 * {@link ServiceUnavailable}, with SQLite's own words for the log, and end by themselves.
 *
 * A lock that keeps readers out, as while a log is recovered, is waited for between the statements of
 * others; SQLite itself would wait inside its call and stop the whole process with it. Writers wait in
 * `GroupCommit`.
 *
 * @param database rejects with what SQLite throws, and waits for no lock when it reads.
 */
export function makeAvailable(database: Database): Database {
  // Almost always the first attempt does; what comes after must not cost every request.
  return aroundStatements(database, (statement) =>
    statement().catch((error: unknown) => retry(statement, error)),
  );
}

async function retry<Result>(statement: () => Promise<Result>, failure: unknown): Promise<Result> {
  const deadline = performance.now() + LOCK_DEADLINE;
  for (;;) {
    const code = codeOf(failure);
    if (OUTAGE.test(code)) throw unavailable(failure);
    if (!LOCKED.test(code)) throw failure;
    if (performance.now() >= deadline) throw unavailable(failure);
    await wait(Math.random() * LONGEST_PAUSE);
    try {
      return await statement();
    } catch (error) {
      failure = error;
    }
  }
}

/** 503: the database is away, or full. */
export function unavailable(cause: unknown): ServiceUnavailable {
  return new ServiceUnavailable(
    'The database cannot be used right now. Try again later.',
    5,
    cause,
  );
}
