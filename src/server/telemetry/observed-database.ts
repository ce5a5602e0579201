import { aroundStatements } from '../../database/around.ts';
import type { Database } from '../../database/database.ts';
import type { Observer } from './observer.ts';

/** A database that tells how long its statements take; the database itself when nobody wants to know. */
export function observeDatabase(database: Database, { queried }: Observer): Database {
  if (queried === undefined) return database;
  const observed = aroundStatements(database, async (statement) => {
    const startedAt = performance.now();
    try {
      return await statement();
    } finally {
      queried(performance.now() - startedAt);
    }
  });
  return { ...observed, ping: () => database.ping() };
}
