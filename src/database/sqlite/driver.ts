import type BetterSqlite from 'better-sqlite3';
import { createRequire } from 'node:module';
import { loadNative } from '../../packages.ts';

export type Connection = BetterSqlite.Database;
export type Statement<Parameters extends unknown[], Row = unknown> = BetterSqlite.Statement<
  Parameters,
  Row
>;

/**
 * better-sqlite3 13 is built on Node-API; 12 ends the process on Node 24.19 and newer, at any
 * garbage collection that takes a statement (nodejs/node #65446). 13 in turn needs Node 22. npm
 * installs the one that this Node can use: both are optional, and `engines` tells which.
 *
 * When Node 20 is no longer supported, `../node-20/`, `.npmrc` and this choice can go.
 */
const IS_NODE_20 = parseInt(process.versions.node) < 22;
const PACKAGE_FOR_NODE_20 = 'better-sqlite3-node-20';
const REMEDY = IS_NODE_20
  ? 'install the packages again with `npm ci`, or, in an app of your own, `npm install better-sqlite3@12`'
  : undefined;

/** An app that has installed the package alone, without that folder, has better-sqlite3 12 itself. */
function findPackage(): string {
  if (!IS_NODE_20) return 'better-sqlite3';
  try {
    createRequire(import.meta.url).resolve(PACKAGE_FOR_NODE_20);
    return PACKAGE_FOR_NODE_20;
  } catch {
    return 'better-sqlite3';
  }
}

let driver: typeof BetterSqlite | undefined;

/**
 * Opens a connection to a SQLite file. Everything else that needs better-sqlite3 gets it here, too.
 *
 * @param file a path, or `:memory:`.
 * @throws {StartupError} when the driver itself cannot be loaded.
 */
export function openConnection(file: string, options?: BetterSqlite.Options): Connection {
  driver ??= loadNative<typeof BetterSqlite>(
    findPackage(),
    (Driver) => new Driver(':memory:').close(),
    REMEDY,
  );
  return new driver(file, options);
}
