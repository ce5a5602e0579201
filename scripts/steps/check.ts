import { spawn } from 'node:child_process';
import { cpSync, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { git } from './repository.ts';
import { inTemporaryFolder } from './temporary-folder.ts';

/** Compiled for this machine already; compiling it again for each step would take most of the time. */
const COMPILED = 'node_modules/better-sqlite3-node-20/node_modules/better-sqlite3/build';

/**
 * Installs a step in a work tree of its own and runs its tests.
 *
 * @returns the failing command's output; undefined when all is well.
 */
export async function checkStep(commit: string): Promise<string | undefined> {
  try {
    return await inTemporaryFolder(async (folder) => {
      const workTree = join(folder, 'step');
      await git(['worktree', 'add', '--detach', '--quiet', workTree, commit]);
      const install = await run('npm', ['ci', '--ignore-scripts', '--prefer-offline'], workTree);
      if (install !== undefined) return install;
      // Of Node 20 alone; newer ones get it ready made.
      const isCompiled = existsSync(COMPILED) && existsSync(join(workTree, dirname(COMPILED)));
      if (isCompiled) cpSync(COMPILED, join(workTree, COMPILED), { recursive: true });
      return run('npm', ['test'], workTree);
    });
  } finally {
    await git(['worktree', 'prune']);
  }
}

/** @returns what the command printed if it failed. */
function run(command: string, parameters: string[], cwd: string): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const collect = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', reject);
    child.on('close', (code) => {
      resolve(code === 0 ? undefined : output);
    });
  });
}
