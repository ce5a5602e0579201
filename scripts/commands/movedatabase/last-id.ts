import type { Queries } from '../../../src/database/database.ts';
import { isPostgres } from './catalog.ts';
import type { Table } from './catalog.ts';

/** As much of a table as tells where its ids are counted. */
type CountedTable = Pick<Table, 'name' | 'key'>;

/** The table whose ids tokens hold. */
export const USERS: CountedTable = { name: 'users', key: ['id'] };

const SQLITE = {
  select: 'SELECT seq AS id FROM sqlite_sequence WHERE name = ?',
  update: 'UPDATE sqlite_sequence SET seq = ? WHERE name = ?',
  insert: 'INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)',
};

const POSTGRES = {
  select: 'SELECT pg_sequence_last_value(pg_get_serial_sequence(?, ?)::regclass) AS id',
  update: 'SELECT setval(pg_get_serial_sequence(?, ?)::regclass, ?)',
};

/**
 * The last id that the database gave out in a table, also when its row is gone: credentials may
 * outlive it, and must not become somebody else's.
 *
 * @returns undefined where it gave out none.
 */
export async function lastId(
  database: Queries,
  url: string,
  { name, key }: CountedTable,
): Promise<number | undefined> {
  const row = isPostgres(url)
    ? await database.get<{ id: number | null }>(POSTGRES.select, name, key[0] ?? null)
    : await database.get<{ id: number | null }>(SQLITE.select, name);
  return row?.id ?? undefined;
}

/** Makes the database go on after that id. */
export async function setLastId(
  database: Queries,
  url: string,
  { name, key }: CountedTable,
  id: number,
): Promise<void> {
  if (isPostgres(url)) {
    await database.get(POSTGRES.update, name, key[0] ?? null, id);
    return;
  }
  const { changes } = await database.run(SQLITE.update, id, name);
  if (changes === 0) await database.run(SQLITE.insert, name, id);
}
