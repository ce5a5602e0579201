import { ServiceUnavailable } from '../http/errors.ts';
import type { Key, Queries } from './database.ts';
import { replacePlaceholders } from './postgres-statement.ts';

/** So many rows are asked for at once at most; more go over several connections side by side. */
const MOST_AT_ONCE = 64;

/** Where a row stands among those that were asked for with it, from 1 on. */
const PLACE = 'place_in_group';

/** One that wants the row with its key. */
interface Reader {
  readonly key: readonly Key[];
  readonly resolve: (row: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Reads rows by their keys, all that one turn of the event loop wants by the same statement at once: one
 * message to the server and back takes longer, here and there, than finding a row does. What was asked
 * for alone is asked for as it is.
 *
 * Rows are as new as if each had been asked for by itself: the statement is sent after the last of them
 * was.
 */
export class GroupedReads {
  readonly #queries: Pick<Queries, 'get' | 'all'>;
  readonly #groups = new Map<string, Reader[]>();
  /** A statement for one key → the same for many. */
  readonly #statements = new Map<string, string>();

  constructor(queries: Pick<Queries, 'get' | 'all'>) {
    this.#queries = queries;
  }

  /** The row of a statement with its key, or undefined. */
  find<Row>(sql: string, key: readonly Key[]): Promise<Row | undefined> {
    return new Promise((resolve, reject) => {
      const reader = { key, resolve: resolve as Reader['resolve'], reject };
      const group = this.#groups.get(sql);
      if (group !== undefined && group.length < MOST_AT_ONCE) group.push(reader);
      else this.#begin(sql, [reader]);
    });
  }

  /** The turn's end comes when everything was looked at that had come in by its beginning. */
  #begin(sql: string, group: Reader[]): void {
    this.#groups.set(sql, group);
    setImmediate(() => {
      if (this.#groups.get(sql) === group) this.#groups.delete(sql);
      if (group.length === 1) this.#readEach(sql, group);
      else void this.#readAll(sql, group);
    });
  }

  async #readAll(sql: string, group: readonly Reader[]): Promise<void> {
    type Row = Readonly<Record<string, unknown>>;
    try {
      const keys = group.map(({ key }) => key);
      const rows = await this.#queries.all<Row>(
        this.#statementFor(sql, keys[0] ?? []),
        ...columnsOf(keys),
      );
      for (const { [PLACE]: place, ...row } of rows) group[Number(place) - 1]?.resolve(row);
      for (const { resolve } of group) resolve(undefined);
    } catch (error) {
      // What one key is to blame for is no matter of the others.
      if (!(error instanceof ServiceUnavailable)) this.#readEach(sql, group);
      else for (const { reject } of group) reject(error);
    }
  }

  #readEach(sql: string, group: readonly Reader[]): void {
    for (const { key, resolve, reject } of group) {
      this.#queries.get(sql, ...key).then(resolve, reject);
    }
  }

  #statementFor(sql: string, key: readonly Key[]): string {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = groupStatement(sql, key);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

/**
 * A statement for many keys, by one for a key. LIMIT keeps PostgreSQL from reading whole tables where it
 * thinks that cheaper: it goes through the indexes for each key, as the statement does by itself.
 */
function groupStatement(sql: string, key: readonly Key[]): string {
  const arrays = key.map((part) => (typeof part === 'number' ? '?::BIGINT[]' : '?::TEXT[]'));
  const names = key.map((_, index) => `key_${index + 1}`);
  const single = replacePlaceholders(sql, (number) => `wanted.key_${number}`);
  return `
    SELECT found.*, wanted.${PLACE}
    FROM unnest(${arrays.join(', ')}) WITH ORDINALITY AS wanted (${names.join(', ')}, ${PLACE}),
      LATERAL (SELECT * FROM (${single}) AS matching LIMIT 1) AS found`;
}

/** The first part of each key, the second one and so on, as PostgreSQL writes arrays. */
function columnsOf(keys: readonly (readonly Key[])[]): string[] {
  return (keys[0] ?? []).map((_, index) => {
    const column = keys.map((key) => `"${String(key[index]).replace(/["\\]/g, '\\$&')}"`);
    return `{${column.join(',')}}`;
  });
}
