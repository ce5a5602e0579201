import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const WATCHER = fileURLToPath(new URL('watch-write-lock.ts', import.meta.url));

/** Watches, as another process would, for how long a SQLite file's write lock cannot be had. */
export class WriteLockWatch {
  readonly #process: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#process = child;
  }

  /** @returns once it is watching. */
  static async start(file: string): Promise<WriteLockWatch> {
    const child = fork(WATCHER, [file]);
    await once(child, 'message');
    return new WriteLockWatch(child);
  }

  /** @returns milliseconds for which it could not be had, at most. */
  async stop(): Promise<number> {
    this.#process.send('stop');
    const [longest] = (await once(this.#process, 'message')) as [number];
    return longest;
  }
}
