import cluster from 'node:cluster';
import type { Worker } from 'node:cluster';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import { describe } from '../../thrown.ts';
import { closeUnclaimed } from './handover.ts';

/**
 * How long the place of a worker that died stays empty, in milliseconds. It doubles with each worker
 * that dies young, so that one that cannot live does not keep the machine busy with starting it.
 */
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 30_000;

/** A worker that has lived this long did not die of how it was started; in milliseconds. */
const YOUNG = 60_000;

/** Workers end by themselves a second before this; in milliseconds. */
const KILL_AFTER = 9000;

/** Processes of this program that share its port. A new one takes the place of one that died. */
export class Workers {
  readonly #log: Logger;
  readonly #stopping: AbortSignal;
  readonly #places: Promise<void>[] = [];
  readonly #ready = new Set<Worker>();
  #areAllReady = false;

  /** @param stopping from here on nobody is replaced. */
  constructor(log: Logger, stopping: AbortSignal) {
    this.#log = log;
    this.#stopping = stopping;
  }

  /**
   * Starts so many. The first goes alone: what keeps it from starting would keep them all, and is
   * said once.
   *
   * @returns the address that they share, once all accept connections there.
   * @throws {WorkerGaveUp} when one of them had to.
   */
  async start(count: number): Promise<string> {
    const origin = await this.#addPlace();
    await Promise.all(Array.from({ length: count - 1 }, () => this.#addPlace()));
    this.#areAllReady = true;
    return origin;
  }

  /**
   * Asks all of them to end what they do and then themselves, and waits for that.
   *
   * @param delay for how long they go on answering first, in milliseconds.
   */
  async end(delay: number): Promise<void> {
    signalAll('SIGTERM');
    const deadline = setTimeout(() => {
      signalAll('SIGKILL');
    }, delay + KILL_AFTER);
    await Promise.all(this.#places);
    clearTimeout(deadline);
  }

  /** Has those that accept connections read their files again; the others have yet to read them. */
  hangUp(): void {
    for (const worker of this.#ready) worker.process.kill('SIGHUP');
  }

  /** @returns the address of its worker, once that accepts connections. */
  #addPlace(): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#places.push(this.#occupy(resolve).catch(reject));
    });
  }

  async #occupy(onReady: (origin: string) => void): Promise<void> {
    const isStopping = (): boolean => this.#stopping.aborted;
    let pause = FIRST_PAUSE;
    while (!isStopping()) {
      const startedAt = performance.now();
      const worker = cluster.fork();
      closeUnclaimed(worker);
      onReport(worker, (origin) => {
        this.#ready.add(worker);
        onReady(origin);
      });
      const death = await deathOf(worker);
      this.#ready.delete(worker);
      if (isStopping()) return;
      // Later, others are there to serve, and what is missing may come back.
      if (worker.exitedAfterDisconnect && !this.#areAllReady) throw new WorkerGaveUp();
      if (performance.now() - startedAt > YOUNG) pause = FIRST_PAUSE;
      this.#log.error(
        { worker: worker.process.pid, ...death, pause },
        'worker died; it is replaced',
      );
      await wait(pause, undefined, { signal: this.#stopping }).catch(() => undefined);
      pause = Math.min(2 * pause, LONGEST_PAUSE);
    }
  }
}

/** A worker cannot run until a person has mended something; it has said what. */
export class WorkerGaveUp extends Error {
  override readonly name = 'WorkerGaveUp';
}

interface Report {
  readonly listening: string;
}

/**
 * Tells the primary, in a worker, that connections are accepted.
 *
 * @returns whether there is a primary.
 */
export function reportListening(origin: string): boolean {
  const report: Report = { listening: origin };
  if (cluster.isWorker) process.send?.(report);
  return cluster.isWorker;
}

/** Others send messages of their own. */
function onReport(worker: Worker, onReady: (origin: string) => void): void {
  worker.on('message', (message: Partial<Report>) => {
    if (message.listening !== undefined) onReady(message.listening);
  });
}

/** Resolves with what is known of it. */
async function deathOf(worker: Worker): Promise<object> {
  // It cannot be reached: it is dying, or it was never born.
  worker.on('error', () => undefined);
  try {
    const [code, signal] = (await once(worker, 'exit')) as [number | null, string | null];
    return { code, signal };
  } catch (error) {
    return { error: describe(error) };
  }
}

function signalAll(signal: NodeJS.Signals): void {
  for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill(signal);
}
