import type { Queries } from '../../../src/database/database.ts';

/** A table as both databases have it. */
export interface Table {
  readonly name: string;
  readonly columns: readonly string[];
  /** The columns of the primary key: rows are read in its order. */
  readonly key: readonly string[];
}

/** What a database says about its tables, each in its own words. */
interface Catalog {
  /** → name, of all tables but those that an index is kept in. */
  readonly tables: string;
  /** table → name and place in the primary key, from 1 on, of its columns. */
  readonly columns: string;
  /** table → name, of the tables that it refers to. */
  readonly parents: string;
}

const SQLITE: Catalog = {
  tables: String.raw`
    SELECT name FROM pragma_table_list
    WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\'`,
  columns: 'SELECT name, pk AS place FROM pragma_table_info(?) ORDER BY cid',
  parents: 'SELECT DISTINCT "table" AS name FROM pragma_foreign_key_list(?)',
};

const POSTGRES: Catalog = {
  tables: 'SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()',
  columns: `
    SELECT attname AS name, COALESCE(array_position(indkey::int2[], attnum) + 1, 0) AS place
    FROM pg_attribute LEFT JOIN pg_index ON indrelid = attrelid AND indisprimary
    WHERE attrelid = to_regclass(?) AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
  parents: `
    SELECT DISTINCT relname AS name FROM pg_constraint JOIN pg_class ON pg_class.oid = confrelid
    WHERE contype = 'f' AND conrelid = to_regclass(?)`,
};

/** Whether an address leads to PostgreSQL, not to SQLite. */
export function isPostgres(url: string): boolean {
  return url.startsWith('postgres');
}

/**
 * The tables of a database, those that others refer to before the others.
 *
 * @param url the database's address: its kind decides how it is asked.
 */
export async function tablesOf(database: Queries, url: string): Promise<Table[]> {
  const catalog = isPostgres(url) ? POSTGRES : SQLITE;
  const names = await database.all<{ name: string }>(catalog.tables);
  const ordered = new Map<string, Table>();
  const add = async (name: string): Promise<void> => {
    if (ordered.has(name)) return;
    for (const parent of await database.all<{ name: string }>(catalog.parents, name)) {
      if (parent.name !== name) await add(parent.name);
    }
    ordered.set(name, await describe(database, catalog, name));
  };
  for (const { name } of names) await add(name);
  return [...ordered.values()];
}

async function describe(database: Queries, catalog: Catalog, name: string): Promise<Table> {
  const columns = await database.all<{ name: string; place: number }>(catalog.columns, name);
  const key = columns
    .filter(({ place }) => place > 0)
    .sort((one, other) => one.place - other.place);
  return { name, columns: columns.map((column) => column.name), key: key.map((c) => c.name) };
}
