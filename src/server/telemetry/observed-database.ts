import type { Database } from '../../database/database.ts';
import type { Observer } from './observer.ts';

/** A database that tells how long its statements take; the database itself when nobody wants to know. */
export function observeDatabase(database: Database, { queried }: Observer): Database {
  if (queried === undefined) return database;
  const time = async <Result>(statement: () => Promise<Result>): Promise<Result> => {
    const startedAt = performance.now();
    try {
      return await statement();
    } finally {
      queried(performance.now() - startedAt);
    }
  };
  return {
    find: (sql, ...key) => time(() => database.find(sql, ...key)),
    get: (sql, ...parameters) => time(() => database.get(sql, ...parameters)),
    all: (sql, ...parameters) => time(() => database.all(sql, ...parameters)),
    run: (sql, ...parameters) => time(() => database.run(sql, ...parameters)),
    transaction: (subject, work, options) =>
      time(() => database.transaction(subject, work, options)),
    ping: () => database.ping(),
    close: () => database.close(),
  };
}
