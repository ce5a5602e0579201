import type { Database, Queries } from './database.ts';

/** Runs a statement, and may do something before and after. */
export type Around = <Result>(statement: () => Promise<Result>) => Promise<Result>;

/** A database with the same around each statement, and each transaction as a whole. */
export function aroundStatements(database: Database, around: Around): Database {
  const queries = (inner: Queries): Queries => ({
    get: (sql, ...parameters) => around(() => inner.get(sql, ...parameters)),
    all: (sql, ...parameters) => around(() => inner.all(sql, ...parameters)),
    run: (sql, ...parameters) => around(() => inner.run(sql, ...parameters)),
  });
  return {
    dialect: database.dialect,
    ...queries(database),
    unsynced: queries(database.unsynced),
    find: (sql, ...key) => around(() => database.find(sql, ...key)),
    transaction: (subject, work, options) =>
      around(() => database.transaction(subject, work, options)),
    ping: () => around(() => database.ping()),
    close: () => database.close(),
  };
}
