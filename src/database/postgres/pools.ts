import { setTimeout as delay } from 'node:timers/promises';
import type { Pool, PoolClient, PoolConfig } from 'pg';
import { pg } from './driver.ts';
import { isRefusedForNumber } from './errors.ts';

/** How many connections a process has by default. A PostgreSQL allows 100 in all unless told otherwise. */
export const DEFAULT_POOL_SIZE = 15;

/** Milliseconds until a connection is there: a new one, or one that others have to give back. */
export const CONNECT_TIMEOUT = 3000;

/** Milliseconds that closing waits for the server's goodbye. */
const CLOSE_TIMEOUT = 2000;

/** Milliseconds after which a server that had no connection left is asked for one again. */
const PAUSE = 100;

/** Milliseconds after which a pool that the server kept small tries to grow again. */
const REGROWTH = 10_000;

/** What a connection is lent for. */
export type Purpose = 'statements' | 'transactions';

/**
 * The connections of a process to a PostgreSQL server. Those for transactions, a third of them, are
 * apart, so that transactions that wait for each other never keep single statements waiting.
 *
 * Where the server lets fewer in than were asked for, those that there are serve both, and requests
 * wait their turn.
 */
export class PostgresPools {
  readonly #pools: Readonly<Record<Purpose, SharedPool>>;

  /**
   * @param size how many connections there may be in all; at least 2.
   * @param onLost is told of connections that are lost while nobody uses them.
   */
  constructor(options: PoolConfig, size: number, onLost: (error: Error) => void) {
    const forTransactions = Math.max(1, Math.floor(size / 3));
    this.#pools = {
      statements: new SharedPool(options, size - forTransactions, onLost),
      transactions: new SharedPool(options, forTransactions, onLost),
    };
  }

  /** Whether it is closed, or about to be. */
  get isClosing(): boolean {
    return this.#pools.statements.pool.ending;
  }

  /**
   * Lends a connection; its `release` gives it back.
   *
   * @throws what the server says, or what lies in between, when {@link CONNECT_TIMEOUT} is over.
   */
  async lend(purpose: Purpose): Promise<PoolClient> {
    const own = this.#pools[purpose];
    const other = this.#pools[purpose === 'statements' ? 'transactions' : 'statements'];
    const deadline = performance.now() + CONNECT_TIMEOUT;
    for (;;) {
      const pool = own.isBarred && !other.isBarred ? other : own;
      try {
        return await pool.connect();
      } catch (error) {
        if (!isRefusedForNumber(error) || performance.now() > deadline) throw error;
      }
      pool.shrink();
      if (own.isBarred && other.isBarred) await delay(PAUSE);
    }
  }

  /** A server that does not answer any more cannot keep the process from ending. */
  async close(): Promise<void> {
    const closed = Promise.all(Object.values(this.#pools).map(({ pool }) => pool.end()));
    await Promise.race([closed, delay(CLOSE_TIMEOUT, undefined, { ref: false })]);
  }
}

/** Connections that take turns. There are as many as the server gives, up to a number. */
class SharedPool {
  readonly pool: Pool;
  readonly #size: number;
  /** How many connections are made. The pool's own count includes those that may yet be refused. */
  #made = 0;
  #refusedAt = -Infinity;

  constructor(options: PoolConfig, size: number, onLost: (error: Error) => void) {
    this.#size = size;
    this.pool = new (pg().Pool)({ ...options, max: size });
    this.pool.on('error', onLost);
    this.pool.on('connect', (client) => {
      this.#made++;
      // One that is lost while in use tells so as well; its next statement fails, that is enough.
      client.on('error', () => undefined);
    });
    this.pool.on('remove', () => this.#made--);
  }

  /** Whether there is no connection, and the server has just said that there will be none. */
  get isBarred(): boolean {
    return this.#made === 0 && this.#wasRefused;
  }

  connect(): Promise<PoolClient> {
    if (!this.#wasRefused) this.pool.options.max = this.#size;
    return this.pool.connect();
  }

  /** Asks for no more connections than there are, for a while: who comes now waits for one of them. */
  shrink(): void {
    this.#refusedAt = performance.now();
    this.pool.options.max = Math.max(1, this.#made);
  }

  get #wasRefused(): boolean {
    return performance.now() - this.#refusedAt < REGROWTH;
  }
}
