import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Config } from './config.ts';
import { SecretFile } from '../setting/key.ts';
import { DEFAULT_STATE_FOLDER } from '../setting/state-folder.ts';

/** What a SQLite file begins with. */
const SQLITE = 'SQLite format 3\0';

/** The permissions of all users but the owner and the group, which may well be meant to have some. */
const OTHERS = 0o007;

/** Their permission to get at what is in a folder. */
const ENTER = 0o001;

/**
 * What every user of this machine can get at and should not: the folder with the server's state, its
 * key, the database and copies of it, the file `.env`, the key of the certificate, those of schemes.
 *
 * @returns a line for each, with its remedy.
 */
export function laxFiles({
  DATABASE_URL,
  STATE_FOLDER = DEFAULT_STATE_FOLDER,
  TLS_KEY,
  schemeSettings = {},
}: Pick<
  Partial<Config>,
  'DATABASE_URL' | 'STATE_FOLDER' | 'TLS_KEY' | 'schemeSettings'
>): string[] {
  // Windows has other permissions, and Node does not see them.
  if (process.platform === 'win32') return [];
  const file = DATABASE_URL?.startsWith('sqlite:')
    ? DATABASE_URL.slice('sqlite:'.length)
    : STATE_FOLDER;
  const folders = new Set(['.', STATE_FOLDER, dirname(file)].map((folder) => resolve(folder)));
  const databases = [...folders].filter((folder) => !isClosed(folder)).flatMap(databasesIn);
  const paths = new Set(
    [
      STATE_FOLDER,
      join(STATE_FOLDER, 'secret.key'),
      '.env',
      ...databases,
      TLS_KEY ?? STATE_FOLDER,
      ...secretFilesOf(schemeSettings),
    ].map((path) => resolve(path)),
  );
  return [...paths].flatMap((path) => {
    const stats = statusOf(path);
    if (stats === undefined || (stats.mode & OTHERS) === 0 || isClosed(dirname(path))) return [];
    const mode = (stats.mode & 0o777).toString(8);
    return [
      `${path}: has the mode ${mode}, so that every user of this machine can get at it; chmod o= '${path}'`,
    ];
  });
}

/** The files with secrets that the settings of schemes name. */
function secretFilesOf(schemeSettings: Config['schemeSettings']): string[] {
  return Object.values(schemeSettings)
    .flatMap((settings) => Object.values(settings))
    .filter((value) => value instanceof SecretFile)
    .map(({ path }) => path);
}

/** Undefined where nothing is there, or nothing can be: Node takes a file in a path's middle for an error. */
function statusOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

/** Others cannot get into it, whatever the modes of what it holds. */
function isClosed(folder: string): boolean {
  const stats = statusOf(folder);
  if (stats === undefined || (stats.mode & ENTER) === 0) return true;
  const parent = dirname(folder);
  return parent !== folder && isClosed(parent);
}

/** SQLite files by what they begin with, for copies have all kinds of names. */
function databasesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => join(folder, name))
      .filter((path) => (statSync(path).mode & OTHERS) !== 0 && isDatabase(path));
  } catch {
    // What cannot be listed, or goes away meanwhile, is no reason to stop.
    return [];
  }
}

function isDatabase(path: string): boolean {
  const start = Buffer.alloc(SQLITE.length);
  try {
    const file = openSync(path, 'r');
    readSync(file, start);
    closeSync(file);
  } catch {
    return false;
  }
  return start.toString('latin1') === SQLITE;
}
