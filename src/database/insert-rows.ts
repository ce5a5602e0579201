import type { Queries, SqlValue } from './database.ts';

/**
 * Adds rows in one statement.
 *
 * @param columns of the table, in the order of the rows' values.
 * @param conflict what to do about rows that are there, as `ON CONFLICT … DO NOTHING`.
 * @returns how many were written.
 */
export async function insertRows(
  queries: Queries,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly SqlValue[])[],
  conflict = '',
): Promise<number> {
  if (rows.length === 0) return 0;
  const marks = `(${columns.map(() => '?').join(', ')})`;
  const values = rows.map(() => marks).join(', ');
  const { changes } = await queries.run(
    `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${values} ${conflict}`,
    ...rows.flat(),
  );
  return changes;
}

/** `?, ?, ?`: one mark for each value, for a list after IN. */
export function marksFor(values: readonly unknown[]): string {
  return values.map(() => '?').join(', ');
}
