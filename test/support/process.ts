import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { compileOnce, testBuild } from './build.ts';

const SOURCES = new URL('../../scripts/sources.js', import.meta.url).href;

/** A server in a process of its own. */
export interface ServerProcess {
  readonly child: ChildProcess;
  /** What it has printed so far, errors included. */
  readonly output: () => string;
  /** Its address, once it listens; rejects when it ends before. */
  readonly listening: Promise<string>;
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
}

/**
 * Runs the server in a folder of its own with no settings but these. It is killed with the
 * test, if it still runs.
 *
 * @param program what runs in its place, compiled or in TypeScript; it may exchange messages with the test.
 */
export function startProcess(
  settings: Record<string, string>,
  folder: string,
  program?: string,
): ServerProcess {
  const file = program ?? join(testBuild(), 'src/server.js');
  const args = file.endsWith('.js') ? [file] : ['--import', SOURCES, file];
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: { PATH: process.env.PATH, ...compileOnce(), PORT: '0', BCRYPT_COST: '4', ...settings },
    stdio: ['ignore', 'pipe', 'pipe', program === undefined ? 'ignore' : 'ipc'],
  });
  let output = '';
  let isListening = false;
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.on('close', (code, signal) => {
      resolve(code ?? signal);
    });
  });
  const listening = new Promise<string>((resolve, reject) => {
    const collect = (chunk: Buffer): void => {
      output += chunk.toString();
      // It may say a lot afterwards.
      const address = isListening ? undefined : /listening on ([^\s"]+)\S*\n/.exec(output)?.[1];
      if (address === undefined) return;
      isListening = true;
      resolve(address);
    };
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    void ended.then((code) => {
      reject(new Error(`ended with ${code ?? 'nothing'}: ${output}`));
    });
  });
  listening.catch(() => undefined);
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return { child, output: () => output, listening, ended };
}
