import type { Command } from 'commander';
import { copyFileSync, existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Database } from '../../../src/database/database.ts';
import { requireFolder, sqliteFileOf } from '../../../src/database/sqlite/database-file.ts';
import { findDamage } from '../../../src/database/sqlite/integrity.ts';
import { refuseNewer } from '../../../src/database/migrate.ts';
import { migrations } from '../../../src/server/migrations.ts';
import { openSqlite } from '../../../src/database/sqlite/sqlite-database.ts';
import { codeOf, firstLine } from '../../../src/thrown.ts';
import { isDamage } from '../../../src/database/sqlite/errors.ts';
import { ServiceUnavailable } from '../../../src/http/http-error.ts';
import { StartupError } from '../../../src/startup-error.ts';
import { readConfig } from '../../../src/server/startup.ts';
import { formatColumns } from '../table.ts';

/** SQLite's other files beside a database; what they hold belongs to no other file of its name. */
const COMPANIONS = ['-wal', '-shm', '-journal'];

/** Puts a copy in place of the database that DATABASE_URL names. */
export async function restore(program: Command, file: string): Promise<void> {
  const { DATABASE_URL } = readConfig();
  const target = sqliteFileOf(DATABASE_URL);
  if (target === undefined) {
    program.error('DATABASE_URL: is no SQLite file; use pg_restore for PostgreSQL.');
  }
  const part = `${target}.restoring`;
  removeAll(part);
  try {
    reserveCopy(part);
    copy(file, part);
    const users = await check(file, part);
    await refuseRunning(target);
    const aside = moveAside(target);
    renameSync(part, target);
    const rows = [
      ['restored', target, `${users} users`],
      ...(aside === undefined ? [] : [['moved aside', aside, '']]),
    ];
    console.log(formatColumns(['what', 'file', 'holds'], rows));
  } catch (error) {
    if (!(error instanceof CannotRestore)) throw error;
    program.error(error.message);
  } finally {
    removeAll(part);
  }
}

/** What is said to the person at the terminal; nothing has changed. */
class CannotRestore extends Error {
  override readonly name = 'CannotRestore';
}

/**
 * Sees that a copy can be made beside the database, so that what fails later is about the file itself.
 *
 * @throws {StartupError} when the database's folder is missing.
 */
function reserveCopy(part: string): void {
  requireFolder(part);
  try {
    writeFileSync(part, '', { mode: 0o600 });
  } catch (error) {
    const folder = dirname(resolve(part));
    throw new CannotRestore(
      `DATABASE_URL: ${part} cannot be made (${codeOf(error)}); let this process write in ${folder}.`,
    );
  }
}

/** With its log, if it has one: the latest writes may be there alone. */
function copy(file: string, target: string): void {
  try {
    copyFileSync(file, target);
    if (existsSync(`${file}-wal`)) copyFileSync(`${file}-wal`, `${target}-wal`);
  } catch (error) {
    throw new CannotRestore(`FILE: ${file} cannot be copied (${codeOf(error)}); name another one.`);
  }
}

/**
 * Opens a copy, sees that it is whole and ours, and makes it one file.
 *
 * @returns how many users it holds.
 */
async function check(file: string, part: string): Promise<number> {
  let database: Database | undefined;
  try {
    database = openSqlite(part);
    const damage = await findDamage(database);
    if (damage !== undefined) throw new CannotRestore(`FILE: is damaged (${damage}).`);
    const done = await database.all<{ name: string }>('SELECT name FROM migrations');
    refuseNewer(new Set(done.map(({ name }) => name)), migrations);
    const row = await database.get<{ users: number }>('SELECT count(*) AS users FROM users');
    await database.get('PRAGMA journal_mode = DELETE');
    return row?.users ?? 0;
  } catch (error) {
    if (error instanceof CannotRestore) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    if (error instanceof StartupError) {
      // It names the copy, and this very command as its remedy.
      if (isDamage(error.cause)) {
        const found = firstLine(error.cause);
        throw new CannotRestore(
          `FILE: ${file} is no SQLite database (${found}); name another one.`,
        );
      }
      throw new CannotRestore(reason.replace(/^DATABASE_URL/, 'FILE'));
    }
    throw new CannotRestore(`FILE: is no database of this server (${reason}).`);
  } finally {
    await database?.close();
  }
}

/** SQLite gives up the log for the one program that has the database open, and for no other. */
async function refuseRunning(target: string): Promise<void> {
  if (!existsSync(target)) return;
  let database: Database | undefined;
  try {
    database = openSqlite(target);
    await database.get('PRAGMA journal_mode = DELETE');
  } catch (error) {
    if (error instanceof ServiceUnavailable && codeOf(error.cause).startsWith('SQLITE_BUSY')) {
      throw new CannotRestore(
        `DATABASE_URL: another program has ${target} open; stop the server first.`,
      );
    }
    // Whatever else is wrong with it, a copy is about to take its place.
  } finally {
    await database?.close();
  }
}

/** @returns the name that the database has now, if there was one. */
function moveAside(target: string): string | undefined {
  const moment = new Date().toISOString().replaceAll(':', '-').slice(0, 19);
  const aside = `${target}.replaced-${moment}`;
  let hasMoved = false;
  for (const companion of ['', ...COMPANIONS]) {
    if (!existsSync(target + companion)) continue;
    renameSync(target + companion, aside + companion);
    hasMoved = true;
  }
  return hasMoved ? aside : undefined;
}

function removeAll(file: string): void {
  for (const companion of ['', ...COMPANIONS]) rmSync(file + companion, { force: true });
}
