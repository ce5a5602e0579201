import type { ChildProcess } from 'node:child_process';

/** What a process prints, errors included, and how it ends. */
export interface Output {
  /** So far. A server answers before all that it has printed is here: what has to come, `printed` waits for. */
  readonly output: () => string;
  /** What matches, once it is there; rejects when the process ends without, or lets it wait for too long. */
  readonly printed: (expected: RegExp) => Promise<RegExpExecArray>;
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
}

/** Sooner than the test itself gives up, where it waits at once, so that the failure says for what; in milliseconds. */
const PATIENCE = 50_000;

/** Collects it. */
export function outputOf(child: ChildProcess): Output {
  let text = '';
  const awaited = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      for (const look of awaited) look();
    });
  }
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.once('close', (code, signal) => {
      resolve(code ?? signal);
    });
  });
  const printed = (expected: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = expected.exec(text);
        if (found === null) return;
        awaited.delete(look);
        resolve(found);
      };
      const fail = (reason: string): void => {
        awaited.delete(look);
        reject(new Error(`${reason}, and no ${expected.source} in: ${text}`));
      };
      awaited.add(look);
      look();
      void ended.then((code) => {
        fail(`ended with ${code ?? 'nothing'}`);
      });
      setTimeout(fail, PATIENCE, `${PATIENCE} ms went by`).unref();
    });
  return { output: () => text, printed, ended };
}
