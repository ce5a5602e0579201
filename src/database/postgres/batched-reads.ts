import { ServiceUnavailable } from '../../http/http-error.ts';
import type { Key, Queries } from '../database.ts';
import { replacePlaceholders } from './statement.ts';

/** How many keys a batch has at most; further ones go over other connections at the same time. */
const LARGEST_BATCH = 64;

/** The column that says which key of the batch a row belongs to, from 1 on. */
const PLACE = 'place_in_batch';

/** A caller who waits for the row with a key. */
interface Reader {
  readonly key: readonly Key[];
  readonly resolve: (row: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Reads rows by their keys in batches: all keys that one turn of the event loop asks for by the same
 * statement go to the server together. A message to the server and back costs both sides more than
 * the row does. A key that is alone in its turn goes by the statement as it is.
 *
 * Every row is as new as if its key had been asked for alone, because the batch is sent after the last
 * of its keys has come.
 */
export class BatchedReads {
  readonly #queries: Pick<Queries, 'get' | 'all'>;
  /** Statement for one key → the readers who came in this turn. */
  readonly #batches = new Map<string, Reader[]>();
  /** Statement for one key → the same for many. */
  readonly #statements = new Map<string, string>();

  constructor(queries: Pick<Queries, 'get' | 'all'>) {
    this.#queries = queries;
  }

  /** The first row of the statement with this key, or undefined. */
  find<Row>(sql: string, key: readonly Key[]): Promise<Row | undefined> {
    return new Promise((resolve, reject) => {
      const reader = { key, resolve: resolve as Reader['resolve'], reject };
      const batch = this.#batches.get(sql);
      if (batch !== undefined && batch.length < LARGEST_BATCH) batch.push(reader);
      else this.#begin(sql, [reader]);
    });
  }

  /** Node calls what setImmediate was given after it has looked at all requests that have come in. */
  #begin(sql: string, batch: Reader[]): void {
    this.#batches.set(sql, batch);
    setImmediate(() => {
      if (this.#batches.get(sql) === batch) this.#batches.delete(sql);
      if (batch.length === 1) this.#readEach(sql, batch);
      else void this.#readAll(sql, batch);
    });
  }

  async #readAll(sql: string, batch: readonly Reader[]): Promise<void> {
    const keys = batch.map(({ key }) => key);
    try {
      const rows = await this.#queries.all<Readonly<Record<string, unknown>>>(
        this.#statementFor(sql, keys),
        ...arraysOf(keys),
      );
      for (const { [PLACE]: place, ...row } of rows) batch[Number(place) - 1]?.resolve(row);
      for (const { resolve } of batch) resolve(undefined);
    } catch (error) {
      // One key may be to blame, and its failure is none of the others'.
      if (!(error instanceof ServiceUnavailable)) this.#readEach(sql, batch);
      else for (const { reject } of batch) reject(error);
    }
  }

  #readEach(sql: string, batch: readonly Reader[]): void {
    for (const { key, resolve, reject } of batch) {
      this.#queries.get(sql, ...key).then(resolve, reject);
    }
  }

  #statementFor(sql: string, keys: readonly (readonly Key[])[]): string {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = batchStatement(sql, keys[0] ?? []);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

/**
 * The statement for many keys, made from the one for a single key. Its LIMIT keeps PostgreSQL from
 * joining whole tables where it takes that for cheaper: the indexes are used for each key.
 */
function batchStatement(sql: string, key: readonly Key[]): string {
  const arrays = key.map((part) => (typeof part === 'number' ? '?::BIGINT[]' : '?::TEXT[]'));
  const names = key.map((_, index) => `key_${index + 1}`);
  const single = replacePlaceholders(sql, (number) => `wanted.key_${number}`);
  return `
    SELECT found.*, wanted.${PLACE}
    FROM unnest(${arrays.join(', ')}) WITH ORDINALITY AS wanted (${names.join(', ')}, ${PLACE}),
      LATERAL (SELECT * FROM (${single}) AS matching LIMIT 1) AS found`;
}

/** An array of the first parts of all keys, one of their second parts and so on, as PostgreSQL reads them. */
function arraysOf(keys: readonly (readonly Key[])[]): string[] {
  return (keys[0] ?? []).map((_, index) => {
    const parts = keys.map((key) => `"${String(key[index]).replace(/["\\]/g, '\\$&')}"`);
    return `{${parts.join(',')}}`;
  });
}
