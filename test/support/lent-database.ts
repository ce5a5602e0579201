import { aroundStatements } from '../../src/database/around.ts';
import type { Database } from '../../src/database/database.ts';
import { openDatabase } from '../../src/database/open.ts';

/** Address of a schema that tests use one after the other → what has connections to it. */
const lasting = new Map<string, Database>();

/**
 * Opens a database for one test. Connections to PostgreSQL stay open for the next test that uses the same schema:
 * to make them is a tenth of all that the tests cost.
 *
 * @returns of such, one that its `close` ends for the test: what is under way is waited for, and nothing else begins.
 */
export function lendDatabase(url: string): Database {
  if (url.startsWith('sqlite:')) return openDatabase(url);
  const database = lasting.get(url) ?? openDatabase(url);
  lasting.set(url, database);
  const pending = new Set<Promise<unknown>>();
  let isClosed = false;
  const lent = aroundStatements(database, async (statement) => {
    if (isClosed) throw new Error('the test that this database was lent to has ended');
    const running = statement();
    pending.add(running);
    try {
      return await running;
    } finally {
      pending.delete(running);
    }
  });
  return {
    ...lent,
    close: async () => {
      isClosed = true;
      await Promise.allSettled(pending);
    },
  };
}

/** Ends the connections to a schema that no other test will use. */
export async function endLoan(url: string): Promise<void> {
  const database = lasting.get(url);
  lasting.delete(url);
  await database?.close();
}
