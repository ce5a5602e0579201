import type { Database } from '../../../src/database/database.ts';
import { insertRows } from '../../../src/database/insert-rows.ts';
import { ServiceUnavailable } from '../../../src/http/http-error.ts';
import { tablesOf } from './catalog.ts';
import type { Table } from './catalog.ts';
import { lastId, setLastId } from './last-id.ts';
import { readBatches, summarize } from './rows.ts';
import type { Content } from './rows.ts';

/** A database and its address. */
export interface AddressedDatabase {
  readonly url: string;
  readonly database: Database;
}

/** What became of a table. */
export interface MovedTable {
  readonly name: string;
  readonly rows: number;
  readonly copied: number;
}

/** Why the move ends here; the message is for the person at the terminal. */
export class CannotMove extends Error {
  override readonly name = 'CannotMove';
}

const SELECT_MIGRATIONS = 'SELECT name FROM migrations ORDER BY name';

/**
 * Copies all rows of one database into another that has the same migrations and nothing else, or
 * what an earlier move brought there before it was interrupted. Rows are copied in the order of
 * their primary key, one transaction for each batch, so what is there already is the beginning of
 * what has to come, and the move goes on behind it. In the end both are read again and compared.
 *
 * @param onProgress is told how many of a table's rows are there.
 * @throws {CannotMove} before anything was written when there is other data; or when the two differ
 *   in the end.
 */
export async function moveDatabase(
  from: AddressedDatabase,
  to: AddressedDatabase,
  onProgress: (table: string, rows: number) => void,
): Promise<MovedTable[]> {
  await requireSameMigrations(from, to);
  const tables = await commonTables(from, to);
  const present = new Map<Table, Content>();
  for (const table of tables) present.set(table, await requireBeginning(from, to, table));

  const moved: MovedTable[] = [];
  for (const [table, { count, last }] of present) {
    let rows = count;
    onProgress(table.name, rows);
    for await (const batch of readBatches(from.database, table, last)) {
      await to.database.transaction('move', (queries) =>
        insertRows(queries, table.name, table.columns, batch),
      );
      rows += batch.length;
      onProgress(table.name, rows);
    }
    const id = await lastId(from.database, from.url, table);
    if (id !== undefined) await setLastId(to.database, to.url, table, id);
    moved.push({ name: table.name, rows, copied: rows - count });
  }
  for (const table of tables) await requireSame(from, to, table);
  return moved;
}

async function requireSameMigrations(
  from: AddressedDatabase,
  to: AddressedDatabase,
): Promise<void> {
  const applied = ({ database }: AddressedDatabase): Promise<{ name: string }[]> =>
    database.all<{ name: string }>(SELECT_MIGRATIONS).catch((error: unknown) => {
      if (error instanceof ServiceUnavailable) throw error;
      return [];
    });
  const [before, after] = await Promise.all([applied(from), applied(to)]);
  if (JSON.stringify(before) !== JSON.stringify(after)) {
    throw new CannotMove(
      'FROM: has other migrations than this version; run migrate over it first, or take the version that it belongs to.',
    );
  }
}

/** The tables with something to move: all but the migrations, which are the same already. */
async function commonTables(from: AddressedDatabase, to: AddressedDatabase): Promise<Table[]> {
  const [ours, theirs] = await Promise.all([
    tablesOf(from.database, from.url),
    tablesOf(to.database, to.url),
  ]);
  const byName = new Map(theirs.map((table) => [table.name, table]));
  return ours
    .filter(({ name }) => name !== 'migrations')
    .map((table) => {
      const counterpart = byName.get(table.name);
      if (table.columns.toSorted().join() !== counterpart?.columns.toSorted().join()) {
        throw new CannotMove(`FROM: its table ${table.name} is none of this version's.`);
      }
      if (table.key.length === 0) {
        throw new CannotMove(`FROM: its table ${table.name} has no primary key to copy it by.`);
      }
      return table;
    });
}

/** What TO has of a table, which must be how FROM's begins. */
async function requireBeginning(
  from: AddressedDatabase,
  to: AddressedDatabase,
  table: Table,
): Promise<Content> {
  const present = await summarize(to.database, table);
  const expected = await summarize(from.database, table, present.count);
  if (expected.digest === present.digest && expected.count === present.count) return present;
  throw new CannotMove(
    `TO: its table ${table.name} holds other data; empty that database or name another one.`,
  );
}

async function requireSame(
  from: AddressedDatabase,
  to: AddressedDatabase,
  table: Table,
): Promise<void> {
  const [source, copy] = await Promise.all([
    summarize(from.database, table),
    summarize(to.database, table),
  ]);
  if (source.count === copy.count && source.digest === copy.digest) return;
  throw new CannotMove(
    `${table.name}: ${source.count} rows in FROM, ${copy.count} in TO, and they differ; stop every server that uses one of the two, empty TO and start again.`,
  );
}
