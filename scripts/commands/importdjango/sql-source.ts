import { UnreadableSource } from '../../../src/auth/django.ts';
import { idOf } from '../../../src/users/user.ts';
import type { DjangoRow } from '../../../src/auth/django.ts';
import type { Database, SqlValue } from '../../../src/database/database.ts';
import { openConnection } from '../../../src/database/sqlite/driver.ts';
import { openPostgres } from '../../../src/database/postgres/postgres-database.ts';
import { firstLine } from '../../../src/thrown.ts';
import { ServiceUnavailable } from '../../../src/http/http-error.ts';
import { StartupError } from '../../../src/startup-error.ts';
import { BATCH, tableOf, USER_COLUMNS } from './source.ts';
import type { OpenSource } from './source.ts';

/** Milliseconds to wait for somebody who writes. */
const BUSY_TIMEOUT = 5000;

/** What differs between the two kinds of database. */
interface Dialect {
  /** table → name and place in the primary key, from 1 on, of its columns. */
  readonly columns: string;
  /** → all tables and their columns. */
  readonly tables: string;
  /** table, and its key → the last id that was given out. */
  readonly lastId: string;
  /** What is selected of the table that is called `source`. */
  readonly row: string;
}

const SQLITE: Dialect = {
  columns: 'SELECT name, pk AS place FROM pragma_table_info(?) ORDER BY cid',
  tables: `
    SELECT sqlite_master.name AS "table", columns.name AS "column"
    FROM sqlite_master JOIN pragma_table_info(sqlite_master.name) AS columns
    WHERE sqlite_master.type = 'table'`,
  lastId: 'SELECT seq AS id FROM sqlite_sequence WHERE name = ? AND ? IS NOT NULL',
  row: 'source.*',
};

/** Rows come as JSON, which writes times, truth and numbers as fixtures do, whatever their types. */
const POSTGRES: Dialect = {
  columns: `
    SELECT attname AS name, COALESCE(array_position(indkey::int2[], attnum) + 1, 0) AS place
    FROM pg_attribute LEFT JOIN pg_index ON indrelid = attrelid AND indisprimary
    WHERE attrelid = to_regclass(quote_ident(?)) AND attnum > 0 AND NOT attisdropped
    ORDER BY attnum`,
  tables: `
    SELECT table_name AS "table", column_name AS "column"
    FROM information_schema.columns WHERE table_schema = current_schema()`,
  lastId: `
    SELECT pg_sequence_last_value(pg_get_serial_sequence(quote_ident(?), ?)::regclass) AS id`,
  row: 'row_to_json(source) AS row',
};

/** A database as far as it is needed here. */
type Reader = Pick<Database, 'all' | 'close'>;

/** The tables of a Django database. Nothing is written to it. */
class SqlSource implements OpenSource {
  readonly #database: Reader;
  readonly #dialect: Dialect;
  readonly #name: string;

  /** @param name what complaints call the database. */
  constructor(database: Reader, dialect: Dialect, name: string) {
    this.#database = database;
    this.#dialect = dialect;
    this.#name = name;
  }

  async *read(model: string): AsyncGenerator<readonly DjangoRow[]> {
    const key = await this.#keyOf(model);
    if (key === undefined) return;
    const select = `SELECT ${this.#dialect.row} FROM ${quote(tableOf(model))} AS source`;
    const order = `ORDER BY ${quote(key)} LIMIT ${BATCH}`;
    let after: SqlValue[] = [];
    for (;;) {
      const where = after.length === 0 ? '' : `WHERE ${quote(key)} > ?`;
      const found = await this.#all(`${select} ${where} ${order}`, ...after);
      const rows = found.map((each) => {
        const row = (this.#dialect === POSTGRES ? each.row : each) as Record<string, SqlValue>;
        return { ...row, pk: row[key] ?? null };
      });
      if (rows.length > 0) yield rows;
      if (rows.length < BATCH) return;
      after = [rows.at(-1)?.pk ?? null];
    }
  }

  async columns(model: string): Promise<readonly string[] | undefined> {
    const rows = await this.#all(this.#dialect.columns, tableOf(model));
    return rows.length === 0 ? undefined : rows.map(({ name }) => String(name));
  }

  async count(model: string): Promise<number> {
    if ((await this.columns(model)) === undefined) return 0;
    const [row] = await this.#all(`SELECT COUNT(*) AS count FROM ${quote(tableOf(model))}`);
    return Number(row?.count ?? 0);
  }

  async lastId(model: string): Promise<number | undefined> {
    const key = await this.#keyOf(model);
    if (key === undefined) return undefined;
    try {
      const [row] = await this.#all(this.#dialect.lastId, tableOf(model), key);
      return idOf(row?.id);
    } catch (error) {
      // SQLite has no table of counters before there is one, and PostgreSQL may keep them to itself.
      if (error instanceof UnreadableSource) return undefined;
      throw error;
    }
  }

  async userModels(): Promise<string[]> {
    const columns = new Map<string, Set<unknown>>();
    for (const { table, column } of await this.#all(this.#dialect.tables)) {
      columns.set(String(table), (columns.get(String(table)) ?? new Set()).add(column));
    }
    return [...columns]
      .filter(([, names]) => USER_COLUMNS.every((column) => names.has(column)))
      .map(([table]) => table.replace('_', '.'));
  }

  close(): Promise<void> {
    return this.#database.close();
  }

  async #keyOf(model: string): Promise<string | undefined> {
    const rows = await this.#all(this.#dialect.columns, tableOf(model));
    const key = rows.find(({ place }) => place === 1);
    return key && String(key.name);
  }

  async #all(sql: string, ...parameters: SqlValue[]): Promise<Record<string, unknown>[]> {
    try {
      return await this.#database.all(sql, ...parameters);
    } catch (error) {
      throw unreadable(this.#name, error instanceof ServiceUnavailable ? error.cause : error);
    }
  }
}

/**
 * Opens a SQLite file, for reading alone.
 *
 * @throws {UnreadableSource} when it cannot be opened; when it is locked or damaged, at a read.
 */
export function openSqliteSource(file: string): OpenSource {
  try {
    const options = { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT };
    const connection = openConnection(file, options);
    const database: Reader = {
      // better-sqlite3 answers at once; `async` turns what it throws into a rejection.
      async all<Row>(sql: string, ...parameters: SqlValue[]) {
        return connection.prepare(sql).all(...parameters) as Row[];
      },
      async close() {
        connection.close();
      },
    };
    return new SqlSource(database, SQLITE, file);
  } catch (error) {
    if (error instanceof StartupError) throw error;
    throw unreadable(file, error);
  }
}

/**
 * Prepares connections to PostgreSQL.
 *
 * @throws {StartupError} when the address cannot be read.
 */
export function openPostgresSource(url: string): OpenSource {
  return new SqlSource(openPostgres(url), POSTGRES, 'the database');
}

function unreadable(name: string, error: unknown): UnreadableSource {
  return new UnreadableSource(
    `FROM: ${name} cannot be read (${firstLine(error)}); stop whatever writes to it, or name a copy.`,
  );
}

/** A name as both databases take it, whatever is in it. */
function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
