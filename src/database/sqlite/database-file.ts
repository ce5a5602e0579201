import { closeSync, existsSync, openSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { StartupError } from '../../startup-error.ts';

/**
 * The file that a database is in.
 *
 * @param url as in DATABASE_URL.
 * @returns undefined for PostgreSQL, and for a database in memory.
 */
export function sqliteFileOf(url: string): string | undefined {
  return /^sqlite:(?!:memory:$)(.+)$/.exec(url)?.[1];
}

/** @throws {StartupError} when the folder that a database's file is in, or is to be in, is missing. */
export function requireFolder(file: string): void {
  const folder = dirname(resolve(file));
  // What has a slash at its end is there only if it is a folder.
  if (existsSync(`${folder}/`)) return;
  throw new StartupError(
    `DATABASE_URL: the folder ${folder} does not exist; create it or name another file.`,
  );
}

/** @throws {StartupError} when there is no folder for a database's file, or something else is in its place. */
export function requirePlace(file: string): void {
  requireFolder(file);
  // To open a pipe would wait for somebody at its other end, and a device keeps nothing.
  if (statSync(file, { throwIfNoEntry: false })?.isFile() === false) {
    throw new StartupError(
      `DATABASE_URL: cannot open ${file} as a SQLite database (it is a folder, a pipe or a device); name a file.`,
    );
  }
}

/**
 * Makes a database's file, if need be, before SQLite makes one that everybody can read; its other files get the
 * same mode.
 *
 * @throws {StartupError} when there is no place for it.
 */
export function prepareFile(file: string): void {
  requirePlace(file);
  closeSync(openSync(file, 'a', 0o600));
}
