import { asError } from '../../thrown.ts';
import { attemptAgain } from './errors.ts';
import type { Connection } from './driver.ts';

/** The longest pause between two attempts to get the lock, in milliseconds: one writer asks at a time. */
const LONGEST_PAUSE = 10;

/** A statement that waits for its commit. */
interface Write {
  readonly isSynced: boolean;
  readonly run: () => unknown;
  /** Called with what it has returned, once that is committed. */
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** A statement that has run, and what it returned. */
interface Done {
  readonly write: Write;
  readonly result: unknown;
}

/**
 * All commits of one connection, one after the other. A transaction is committed by itself; the single
 * statements of one turn of the event loop are committed together. Each of them is done, or fails, by
 * itself, but they wait for the disk once.
 *
 * While another process holds the lock, only the first writer asks for it again, however many wait: each
 * attempt keeps the process from everything else.
 */
export class GroupCommit {
  readonly #connection: Connection;
  /** @throws {ServiceUnavailable} while nothing may be written. */
  readonly assertWritable: () => void;
  #writes: Write[] = [];
  /** Ends with the last writer that has come so far. */
  #writers: Promise<unknown> = Promise.resolve();
  #transaction: Promise<unknown> | undefined;
  #isSynced = true;

  /** @param connection makes each commit survive a power cut, and does not wait for locks. */
  constructor(connection: Connection, assertWritable: () => void) {
    this.#connection = connection;
    this.assertWritable = assertWritable;
  }

  /** The end of the transaction that is open, if any. */
  get openTransaction(): Promise<unknown> | undefined {
    return this.#transaction;
  }

  /**
   * Runs a statement.
   *
   * @param isSynced whether it has to survive a power cut. It survives the end of the process anyway.
   * @returns what the statement returns, once that is committed.
   */
  add<Result>(statement: () => Result, isSynced: boolean): Promise<Result> {
    return new Promise<unknown>((resolve, reject) => {
      const write = { isSynced, run: statement, resolve, reject };
      if (this.#writes.push(write) === 1) setImmediate(() => void this.flush());
    }) as Promise<Result>;
  }

  /** Commits the statements that wait. */
  flush(): Promise<void> {
    const since = performance.now();
    return this.#inTurn(async () => {
      const writes = this.#writes;
      this.#writes = [];
      try {
        const done = await this.#pastLocks(() => this.#commit(writes), since);
        for (const { write, result } of done) write.resolve(result);
      } catch (error) {
        for (const { reject } of writes) reject(asError(error));
      }
    });
  }

  /** Runs statements as one, between the others. */
  transaction<Result>(work: () => Promise<Result>): Promise<Result> {
    const since = performance.now();
    return this.#inTurn(async () => {
      const begin = (): { ended: Promise<Result> } => {
        this.#begin(true);
        return { ended: this.#run(work) };
      };
      const { ended } = await this.#pastLocks(begin, since);
      return ended;
    });
  }

  async #pastLocks<Result>(attempt: () => Result, since: number): Promise<Result> {
    try {
      return attempt();
    } catch (failure) {
      return attemptAgain(failure, attempt, since, LONGEST_PAUSE);
    }
  }

  /** One writer at a time. */
  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#writers.then(work);
    // The others wait for its end, whatever that is; the failure belongs to the caller alone.
    this.#writers = result.catch(() => undefined);
    return result;
  }

  /** Runs the statements of a transaction that is open, and ends it. */
  #run<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#finish(work);
    this.#transaction = result.then(
      () => (this.#transaction = undefined),
      () => (this.#transaction = undefined),
    );
    return result;
  }

  async #finish<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      const result = await work();
      this.#connection.exec('COMMIT');
      return result;
    } catch (error) {
      this.#rollBack();
      throw error;
    }
  }

  /** @throws what makes all of them fail, and nothing is written. */
  #commit(writes: readonly Write[]): readonly Done[] {
    const [first, ...others] = writes;
    if (first === undefined) return [];
    const isSynced = writes.some((write) => write.isSynced);
    // By itself it is a transaction.
    if (others.length === 0) {
      this.#prepare(isSynced);
      return [{ write: first, result: first.run() }];
    }
    this.#begin(isSynced);
    try {
      const done = writes.flatMap((write) => this.#attempt(write));
      this.#connection.exec('COMMIT');
      return done;
    } catch (error) {
      this.#rollBack();
      throw error;
    }
  }

  #attempt(write: Write): readonly Done[] {
    try {
      return [{ write, result: write.run() }];
    } catch (error) {
      if (!this.#connection.inTransaction) throw error;
      write.reject(asError(error));
      return [];
    }
  }

  #begin(isSynced: boolean): void {
    this.#prepare(isSynced);
    this.#connection.exec('BEGIN IMMEDIATE');
  }

  /** SQLite ends the transaction by itself on some errors, a full disk among them. */
  #rollBack(): void {
    if (this.#connection.inTransaction) this.#connection.exec('ROLLBACK');
  }

  /** The next commit that is synced takes those before it to the disk as well. */
  #prepare(isSynced: boolean): void {
    this.assertWritable();
    if (isSynced === this.#isSynced) return;
    this.#connection.pragma(`synchronous = ${isSynced ? 'FULL' : 'NORMAL'}`);
    this.#isSynced = isSynced;
  }
}

/** Reads in the very moment in which no transaction is open: the next one may begin a microtask later. */
export async function whenIdle<Result>(
  commits: Pick<GroupCommit, 'openTransaction'>,
  read: () => Result,
): Promise<Result> {
  while (commits.openTransaction !== undefined) await commits.openTransaction;
  return read();
}
