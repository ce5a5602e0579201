import type { LRUCache } from 'lru-cache';
import { boundedCache } from '../bounded-cache.ts';
import type { Key } from './database.ts';

/** How many rows of one statement are kept. */
const MOST_ROWS = 10_000;

/**
 * Rows as they stand in the database at this moment. All are forgotten as soon as anything was
 * written, whatever it was, for to ask what that touched would take longer than to read again.
 *
 * What was not found is not kept: credentials that do not exist can be made up without end.
 */
export class ReadCache {
  readonly #readVersion: () => number;
  /** Text of a statement → key → row. */
  readonly #rows = new Map<string, LRUCache<string, object>>();
  #version = NaN;

  /** @param readVersion what changes with every write that any process has committed. */
  constructor(readVersion: () => number) {
    this.#readVersion = readVersion;
  }

  /**
   * The row of a statement, out of memory if nothing has been written since it was read.
   *
   * @param read reads it. What is written after the version was read can only make the row newer than
   *   the version says, and it is forgotten the sooner.
   */
  find(sql: string, key: readonly Key[], read: () => unknown): unknown {
    const version = this.#readVersion();
    if (version !== this.#version) {
      this.#rows.clear();
      this.#version = version;
    }
    let rows = this.#rows.get(sql);
    if (rows === undefined) {
      rows = boundedCache<object>(MOST_ROWS);
      this.#rows.set(sql, rows);
    }
    const name = key.length === 1 ? String(key[0]) : JSON.stringify(key);
    const known = rows.get(name);
    if (known !== undefined) return known;
    const row = read();
    if (typeof row === 'object' && row !== null) rows.set(name, row);
    return row;
  }
}
