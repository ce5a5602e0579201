import { setTimeout as wait } from 'node:timers/promises';
import { ServiceUnavailable } from '../../http/http-error.ts';
import { codeOf } from '../../thrown.ts';

/** For how long another process's lock is waited for, in milliseconds. */
const LOCK_DEADLINE = 5000;

/**
 * SQLite's result codes, less their extensions, for: another process holds the lock, or changes the schema. SQLite
 * reads a changed schema by itself, but not where a virtual table of it is first used.
 */
const IN_THE_WAY = /^SQLITE_(?:BUSY|LOCKED|SCHEMA)/;

/** For: this is no database, or no whole one. */
const DAMAGE = /^SQLITE_(?:CORRUPT|NOTADB)/;

/** For: the disk is full, read-only, failing, or gone. */
const OUTAGE = /^SQLITE_(?:FULL|READONLY|IOERR|CANTOPEN|NOMEM)/;

/** The longest pause of a reader, in milliseconds. A lock can keep readers out, as while a log is recovered. */
const READERS_PAUSE = 50;

/**
 * Attempts something again, for as long as another process is in the way. It waits between the statements
 * of others; SQLite itself would wait inside its call and stop the whole process with it.
 *
 * @param failure of the first attempt. Almost always there is none, so that comes before this.
 * @param attempt throws, or rejects with, what SQLite throws.
 * @param since when the wait began, as `performance.now()`: it may have been for its turn at first.
 * @param longestPause between two attempts, in milliseconds.
 * @throws {ServiceUnavailable} for an outage, or when the lock is held for too long.
 */
export async function attemptAgain<Result>(
  failure: unknown,
  attempt: () => Result | Promise<Result>,
  since = performance.now(),
  longestPause = READERS_PAUSE,
): Promise<Result> {
  for (;;) {
    assertLocked(failure, since);
    await wait(Math.random() * longestPause);
    try {
      return await attempt();
    } catch (error) {
      failure = error;
    }
  }
}

/**
 * Lets a failure pass that another attempt may get past. That the database cannot be used is no request's fault:
 * outages become {@link ServiceUnavailable}, with SQLite's own words for the log, and end by themselves.
 */
function assertLocked(failure: unknown, since: number): void {
  if (OUTAGE.test(codeOf(failure))) throw unavailable(failure);
  if (!isInTheWay(failure)) throw failure;
  if (performance.now() - since >= LOCK_DEADLINE) throw unavailable(failure);
}

/**
 * The same for a start, which has nothing to do meanwhile: this process stands still. SQLite's own wait is not
 * enough, for two processes that open a new file at once each have what the other waits for, and it gives up at once.
 *
 * @throws {ServiceUnavailable} when the lock is held for too long; else what the attempt throws.
 */
export function attemptInPlace(attempt: () => void): void {
  const since = performance.now();
  for (;;) {
    try {
      attempt();
      return;
    } catch (error) {
      if (!isInTheWay(error)) throw error;
      if (performance.now() - since >= LOCK_DEADLINE) throw unavailable(error);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Math.random() * READERS_PAUSE);
    }
  }
}

/** Whether another process was in the way, with its lock or a change of the schema. */
function isInTheWay(failure: unknown): boolean {
  return IN_THE_WAY.test(codeOf(failure));
}

/** Whether what the file holds is at fault. */
export function isDamage(failure: unknown): boolean {
  return DAMAGE.test(codeOf(failure));
}

/** 503: the database is away, or full. */
export function unavailable(cause: unknown): ServiceUnavailable {
  return new ServiceUnavailable(
    'The database cannot be used right now. Try again later.',
    5,
    cause,
  );
}
