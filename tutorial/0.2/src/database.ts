import type BetterSqlite from 'better-sqlite3';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { settings } from './settings.ts';

// better-sqlite3 13 needs Node 22, and 12 ends the process on newer ones: each Node gets its own.
const driver =
  parseInt(process.version.slice(1)) < 22 ? 'better-sqlite3-node-20' : 'better-sqlite3';
const { default: Database } = (await import(driver)) as { default: typeof BetterSqlite };
// The files that this process makes can be read by its owner alone.
process.umask(0o077);
mkdirSync(dirname(settings.databaseFile), { recursive: true });

/** The one connection. The module that uses a table creates it. */
export const database = new Database(settings.databaseFile);
database.pragma('journal_mode = WAL');
database.pragma('foreign_keys = ON');
