import { statSync } from 'node:fs';
import { StartupError } from '../../startup-error.ts';
import { firstLine } from '../../thrown.ts';
import type { Database } from '../database.ts';
import { isDamage } from './errors.ts';
import { sqliteFileOf } from './database-file.ts';

/**
 * What SQLite finds wrong with a database, first things first; undefined where it is whole.
 *
 * @throws what kept SQLite from looking, which says nothing of the database.
 */
export async function findDamage(database: Database): Promise<string | undefined> {
  try {
    const row = await database.get<{ integrity_check: string }>('PRAGMA integrity_check(1)');
    if (row?.integrity_check === 'ok') return undefined;
    return row?.integrity_check.split('\n').at(-1) ?? 'it does not answer';
  } catch (error) {
    if (isDamage(error)) return firstLine(error);
    throw error;
  }
}

/**
 * Whether a SQLite database was left with a write-ahead log: its process was killed, or still runs.
 * Ask before the database is opened.
 *
 * @param url as in DATABASE_URL.
 */
export function hasLeftLog(url: string): boolean {
  const file = sqliteFileOf(url);
  if (file === undefined) return false;
  try {
    return statSync(`${file}-wal`).size > 0;
  } catch {
    // There is none, or no way to it, as opening the database will tell.
    return false;
  }
}

/**
 * Refuses a database that is damaged. SQLite replays a log that was left into whichever file lies
 * beside it, also into an older copy that somebody put there since, and does not notice.
 *
 * @throws {StartupError} naming the damage and the remedy.
 */
export async function refuseDamage(database: Database): Promise<void> {
  const damage = await findDamage(database);
  if (damage !== undefined) throw damaged(damage);
}

/** For the operator of a program: what is wrong with the database, and the remedy. */
export function damaged(found: string): StartupError {
  return new StartupError(
    `DATABASE_URL: the database is damaged (${found}); stop everything that uses it and run npm run manage -- restore FILE with a copy of it.`,
  );
}
