import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { compileOnce, testBuild } from './build.ts';
import { outputOf } from './output.ts';
import type { Output } from './output.ts';

const SOURCES = new URL('../../scripts/sources.js', import.meta.url).href;

/** A server in a process of its own. */
export interface ServerProcess extends Output {
  readonly child: ChildProcess;
  /** Its address, once it listens; rejects when it ends before. */
  readonly listening: Promise<string>;
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
  const output = outputOf(child);
  const listening = output
    .printed(/listening on ([^\s"]+)\S*\n/)
    .then(([, address = '']) => address);
  listening.catch(() => undefined);
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await output.ended;
  });
  return { ...output, child, listening };
}
