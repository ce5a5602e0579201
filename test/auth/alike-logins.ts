import { expect } from 'vitest';
import { MOST_LOGINS } from '../../src/auth/logins.ts';
import type { TestServer } from '../support/server.ts';

/**
 * Expects that of logins that are alike in all but their keys it is the last by its key that another login ends.
 *
 * @param logIn makes one more.
 * @param table that holds them; it has a row.
 * @param key its column that names them.
 * @param isAlive an SQL condition.
 */
export async function expectLastToEnd(
  { dependencies: { database } }: TestServer,
  logIn: () => Promise<unknown>,
  table: string,
  key: string,
  isAlive: string,
): Promise<void> {
  const [first = {}] = await database.all<Record<string, string>>(`SELECT * FROM ${table}`);
  const columns = Object.keys(first);
  const placeholders = columns.map(() => '?').join(', ');
  const names = Array.from({ length: MOST_LOGINS - 1 }, (_, index) => `~${index + 100}`);
  // Neither the first that is stored nor the last comes first, or last, by its name.
  for (const name of [...names.slice(50), ...names.slice(0, 50)]) {
    await database.run(
      `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${placeholders})`,
      ...Object.values({ ...first, [key]: name }),
    );
  }
  await logIn();
  const left = await database.all<Record<string, string>>(
    `SELECT ${key} FROM ${table} WHERE ${key} LIKE '~%' AND ${isAlive} ORDER BY ${key}`,
  );
  expect(left.map((row) => row[key])).toEqual(names.slice(0, -1));
}
