import type { Queries } from '../database/database.ts';
import { insertRows, marksFor } from '../database/insert-rows.ts';
import type { Migration } from '../database/migrate.ts';

/**
 * What was taken over from another system, and in which state it was there then. What has not changed
 * there since is left alone when it is imported again, so that what was deleted or changed here stays
 * so; what is gone there since can be told from what was made here.
 */
export const importMigrations: readonly Migration[] = [
  {
    name: 'imports/0001-create',
    statements: [
      `CREATE TABLE import_records (
        name TEXT NOT NULL,
        id TEXT NOT NULL,
        state TEXT NOT NULL,
        PRIMARY KEY (name, id)
      )`,
    ],
  },
];

const COLUMNS = ['name', 'id', 'state'] as const;
const UPDATE = 'ON CONFLICT (name, id) DO UPDATE SET state = excluded.state';
const SELECT_AFTER = `
  SELECT id FROM import_records WHERE name = ? AND id > ? ORDER BY id LIMIT ?`;

/** How many ids are read at a time. */
const BATCH = 500;

/** The records of one kind of thing that was imported, under a name of its own. */
export class ImportRecords {
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
  }

  /** Id → state, of those that were imported before. */
  async find(queries: Queries, ids: readonly string[]): Promise<Map<string, string>> {
    const rows = await queries.all<{ id: string; state: string }>(
      `SELECT id, state FROM import_records WHERE name = ? AND id IN (${marksFor(ids)})`,
      this.#name,
      ...ids,
    );
    return new Map(rows.map(({ id, state }) => [id, state]));
  }

  /** Remembers the state in which something was imported. */
  async write(queries: Queries, states: ReadonlyMap<string, string>): Promise<void> {
    const rows = [...states].map(([id, state]) => [this.#name, id, state]);
    await insertRows(queries, 'import_records', COLUMNS, rows, UPDATE);
  }

  async delete(queries: Queries, ids: readonly string[]): Promise<void> {
    await queries.run(
      `DELETE FROM import_records WHERE name = ? AND id IN (${marksFor(ids)})`,
      this.#name,
      ...ids,
    );
  }

  /** The ids of all that was imported, some at a time. */
  async *ids(queries: Queries): AsyncGenerator<string[]> {
    let last = '';
    for (;;) {
      const rows = await queries.all<{ id: string }>(SELECT_AFTER, this.#name, last, BATCH);
      const ids = rows.map(({ id }) => id);
      if (ids.length > 0) yield ids;
      if (ids.length < BATCH) return;
      last = ids.at(-1) ?? last;
    }
  }
}
