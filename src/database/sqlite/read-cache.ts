import type { LRUCache } from 'lru-cache';
import { boundedCache } from '../../bounded-cache.ts';
import type { Key } from '../database.ts';
import { attemptAgain } from './errors.ts';
import { whenIdle } from './group-commit.ts';
import type { GroupCommit } from './group-commit.ts';
import type { SqliteStatements } from './statements.ts';

/** How many rows of one statement are kept. */
const MOST_ROWS = 10_000;

/** A row that is waited for. */
interface Question {
  readonly sql: string;
  readonly key: readonly Key[];
  readonly resolve: (row: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Rows as they stand in the database at this moment. All are forgotten as soon as anything was
 * written, whatever it was, for to ask what that touched would take longer than to read again.
 *
 * The version is asked for once in a turn of the event loop, after all that was to be read in it has been
 * read off the network: no request is answered by what was there before it was sent.
 *
 * What was not found is not kept: credentials that do not exist can be made up without end.
 */
export class ReadCache {
  readonly #statements: Pick<SqliteStatements, 'use' | 'version'>;
  readonly #commits: Pick<GroupCommit, 'openTransaction'>;
  #questions: Question[] = [];
  /** Text of a statement → key → row. */
  readonly #rows = new Map<string, LRUCache<string, object>>();
  #version = NaN;

  /** @param commits of this process: rows are those of no transaction that is open. */
  constructor(
    statements: Pick<SqliteStatements, 'use' | 'version'>,
    commits: Pick<GroupCommit, 'openTransaction'>,
  ) {
    this.#statements = statements;
    this.#commits = commits;
  }

  /** The row of a statement, out of memory if nothing has been written since it was read. */
  find(sql: string, key: readonly Key[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#questions.push({ sql, key, resolve, reject }) > 1) return;
      setImmediate(
        () =>
          void whenIdle(this.#commits, () => {
            this.#answer();
          }),
      );
    });
  }

  #answer(): void {
    const questions = this.#questions;
    this.#questions = [];
    try {
      this.#forgetBefore(this.#statements.version());
    } catch (error) {
      for (const question of questions) this.#answerLater(question, error);
      return;
    }
    for (const question of questions) {
      try {
        question.resolve(this.#row(question));
      } catch (error) {
        this.#answerLater(question, error);
      }
    }
  }

  /** Asks alone for what could not be read with the others. */
  #answerLater(question: Question, failure: unknown): void {
    const read = (): unknown => {
      this.#forgetBefore(this.#statements.version());
      return this.#row(question);
    };
    attemptAgain(failure, () => whenIdle(this.#commits, read)).then(
      question.resolve,
      question.reject,
    );
  }

  #forgetBefore(version: number): void {
    if (version === this.#version) return;
    this.#rows.clear();
    this.#version = version;
  }

  /** What is written after the version was read can only make the row newer than that says. */
  #row({ sql, key }: Question): unknown {
    let rows = this.#rows.get(sql);
    if (rows === undefined) {
      rows = boundedCache<object>(MOST_ROWS);
      this.#rows.set(sql, rows);
    }
    const name = key.length === 1 ? String(key[0]) : JSON.stringify(key);
    const known = rows.get(name);
    if (known !== undefined) return known;
    const row = this.#statements.use('get', sql, key);
    if (typeof row === 'object' && row !== null) rows.set(name, row);
    return row;
  }
}
