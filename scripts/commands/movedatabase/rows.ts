import { createHash } from 'node:crypto';
import type { Queries, SqlValue } from '../../../src/database/database.ts';
import type { Table } from './catalog.ts';

/** How many rows are read, and written in one transaction, at a time. */
const BATCH = 500;

/** A row's values, in the order of the table's columns. */
export type Row = readonly SqlValue[];

/** What a table, or its beginning, holds. */
export interface Content {
  readonly count: number;
  /** The same for the same rows, in both databases. */
  readonly digest: string;
  readonly last: Row | undefined;
}

/**
 * Reads a table in the order of its primary key.
 *
 * @param after the row that was read last; from the first one where it is left out.
 */
export async function* readBatches(
  database: Queries,
  table: Table,
  after?: Row,
): AsyncGenerator<Row[]> {
  const { name, columns, key } = table;
  const select = `SELECT ${columns.join(', ')} FROM ${name}`;
  const order = `ORDER BY ${key.join(', ')} LIMIT ${BATCH}`;
  const marks = key.map(() => '?').join(', ');
  let last = after;
  for (;;) {
    const where = last === undefined ? '' : `WHERE (${key.join(', ')}) > (${marks})`;
    const values = last === undefined ? [] : keyOf(table, last);
    const found = await database.all<Record<string, SqlValue>>(
      `${select} ${where} ${order}`,
      ...values,
    );
    const rows = found.map((row) => columns.map((column) => row[column] ?? null));
    if (rows.length > 0) yield rows;
    if (rows.length < BATCH) return;
    last = rows.at(-1);
  }
}

function keyOf({ columns, key }: Table, row: Row): SqlValue[] {
  return key.map((column) => row[columns.indexOf(column)] ?? null);
}

/**
 * Reads a table through and sums it up.
 *
 * @param most how many rows from its beginning; all unless given.
 */
export async function summarize(
  database: Queries,
  table: Table,
  most = Number.POSITIVE_INFINITY,
): Promise<Content> {
  const hash = createHash('sha256');
  let count = 0;
  let last: Row | undefined;
  if (most > 0) {
    reading: for await (const rows of readBatches(database, table)) {
      for (const row of rows) {
        for (const value of row) hash.update(encode(value));
        count++;
        last = row;
        if (count === most) break reading;
      }
    }
  }
  return { count, digest: hash.digest('hex'), last };
}

/** A value's type, length and bytes, so that no two rows look the same that are not. */
function encode(value: SqlValue): Buffer {
  if (value === null) return Buffer.from('n');
  if (typeof value === 'number') return Buffer.from(`i${value};`);
  const bytes = Buffer.from(value);
  return Buffer.concat([
    Buffer.from(`${typeof value === 'string' ? 's' : 'b'}${bytes.length}:`),
    bytes,
  ]);
}
