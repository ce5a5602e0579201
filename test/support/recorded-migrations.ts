import pg from 'pg';
import { migrate } from '../../src/database/migrate.ts';
import { migrations } from '../../src/server/migrations.ts';
import type { Queries } from '../../src/database/database.ts';
import { postgresStatement } from '../../src/database/postgres/statement.ts';

/**
 * What `migrate` sends to an empty PostgreSQL, as one text: sent at once it makes the tables in a
 * small part of the time that a transaction for each migration takes.
 */
export async function recordedMigrations(): Promise<string> {
  const statements: string[] = [];
  const queries: Queries = {
    run: (sql, ...parameters) => {
      const literals = parameters.map((value) => pg.escapeLiteral(String(value)));
      const { text } = postgresStatement(sql);
      statements.push(text.replace(/\$(\d+)/g, (_, place) => literals[Number(place) - 1] ?? ''));
      return Promise.resolve({ changes: 1 });
    },
    get: () => Promise.resolve(undefined),
    // There is not even the table of what has run.
    all: () => (statements.length === 0 ? Promise.reject(new Error('empty')) : Promise.resolve([])),
  };
  await migrate(
    {
      dialect: 'postgres',
      ...queries,
      unsynced: queries,
      find: (sql, ...key) => queries.get(sql, ...key),
      transaction: (_subject, work) => work(queries),
      ping: () => Promise.resolve({ isReadOnly: false }),
      close: () => Promise.resolve(),
    },
    migrations,
  );
  return statements.join(';\n');
}
