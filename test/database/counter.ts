import { onTestFinished } from 'vitest';
import type { Database } from '../../src/database/database.ts';
import { openDatabase } from '../../src/database/open.ts';

export const READ = 'SELECT value FROM counters WHERE id = 1';
export const WRITE = 'UPDATE counters SET value = ? WHERE id = 1';

/** A database that ends with the test. */
export function open(url: string): Database {
  const database = openDatabase(url);
  onTestFinished(() => database.close());
  return database;
}

/** A database with a counter that stands at 0. */
export async function openCounter(url: string): Promise<Database> {
  const database = open(url);
  await database.run('CREATE TABLE counters (id INTEGER PRIMARY KEY, value INTEGER NOT NULL)');
  await database.run('INSERT INTO counters VALUES (1, 0)');
  return database;
}

/** Reads the counter and writes the next number: two of these at once could both write the same. */
export async function increment(database: Database): Promise<void> {
  await database.transaction('counters', async (queries) => {
    const { value = -1 } = (await queries.get<{ value: number }>(READ)) ?? {};
    await queries.run(WRITE, value + 1);
  });
}
