import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { testBuild } from './build.ts';
import { temporaryFolder } from './temporary-folder.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

/** Settings that production starts with. */
export const PRODUCTION = {
  NODE_ENV: 'production',
  SECRET_KEY: 'Pq3dKs81LmZx07VbTn45RyWc92HgJf6U',
  ALLOW_INSECURE_HTTP: 'true',
  ALLOWED_HOSTS: '127.0.0.1',
  BCRYPT_COST: '12',
};

/** A copy of what `npm start` needs, so that a test can build without touching the project. */
export function copyProject(): string {
  const folder = temporaryFolder();
  const parts = ['src', 'scripts', 'package.json', 'tsconfig.json', 'tsconfig.build.json'];
  for (const part of parts) cpSync(join(PROJECT, part), join(folder, part), { recursive: true });
  symlinkSync(join(PROJECT, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

/** The same with a build, which starts sooner. */
export function copyBuilt(): string {
  const folder = copyProject();
  symlinkSync(testBuild(), join(folder, 'dist'));
  return folder;
}

/** An npm that runs. */
export interface NpmProcess {
  readonly child: ChildProcess;
  /** The address of the server that it has started, once that listens; rejects when it ends before. */
  readonly listening: Promise<string>;
  /** Its exit code. */
  readonly ended: Promise<number | null>;
  /** What it has printed so far, errors included. */
  readonly output: () => string;
}

/** What a person types, as the leader of a process group that ends with the test. */
export function npm(
  parameters: readonly string[],
  folder: string,
  settings: Readonly<Record<string, string>> = {},
): NpmProcess {
  const child = spawn('npm', parameters, {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      // npm itself would keep compiled code in the temporary folder.
      NODE_DISABLE_COMPILE_CACHE: '1',
      PORT: '0',
      BCRYPT_COST: '4',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const listening = new Promise<string>((resolve, reject) => {
    const collect = (chunk: Buffer): void => {
      output += chunk.toString();
      const address = /listening on ([^\s"]+)\S*\n/.exec(output)?.[1];
      if (address !== undefined) resolve(address);
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    void ended.then(() => {
      reject(new Error(output));
    });
  });
  listening.catch(() => undefined);
  onTestFinished(async () => {
    try {
      process.kill(-(child.pid ?? 0), 'SIGKILL');
    } catch {
      // All of the group have ended.
    }
    await ended;
  });
  return { child, listening, ended, output: () => output };
}
