import type BetterSqlite from 'better-sqlite3';
import { loadNative } from '../native-package.ts';

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
 * When Node 20 is no longer supported, `node-20/`, `.npmrc` and this choice can go.
 */
const PACKAGE = parseInt(process.versions.node) < 22 ? 'better-sqlite3-node-20' : 'better-sqlite3';

let driver: typeof BetterSqlite | undefined;

/**
 * Opens a connection to a SQLite file. Everything else that needs better-sqlite3 gets it here, too.
 *
 * @param file a path, or `:memory:`.
 * @throws {StartupError} when the driver itself cannot be loaded.
 */
export function openConnection(file: string, options?: BetterSqlite.Options): Connection {
  driver ??= loadNative<typeof BetterSqlite>(PACKAGE, (Driver) => new Driver(':memory:').close());
  return new driver(file, options);
}
