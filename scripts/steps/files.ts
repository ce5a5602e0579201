import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { readText, readTree, writeText } from './repository.ts';
import type { TreeFile } from './repository.ts';
import { inTemporaryFolder } from './temporary-folder.ts';

/** Each step of the tutorial, and the first line of its commit. */
export const STEPS = {
  '0.1': 'a resource that is open to everybody',
  '0.2': 'HTTP Basic, the password with every request',
  '0.3': 'a session, for people with browsers',
  '0.4': 'a token, for programs',
  '0.5': 'JWT, a signed token for minutes and one to renew it',
} as const;

/** The name of a step, and of its branch. */
export type Step = keyof typeof STEPS;

/** All of them, in order. */
export const STEP_NAMES = Object.keys(STEPS) as Step[];

/** What every step takes from the project as it is. */
const SHARED = new Set([
  '.editorconfig',
  '.gitignore',
  '.oxfmtrc.json',
  '.oxlintrc.json',
  'LICENSE',
  'docs/tutorial.md',
  'scripts/node-version.js',
  'scripts/sources.js',
  'test/fixtures/drf.json',
  'test/support/raw.ts',
  'test/support/recording.ts',
  'tsconfig.json',
]);

const LOCK = 'package-lock.json';

/**
 * The files of a step: those of its folder and of the folders before it, where the later one of the
 * same name wins, and what all steps share.
 *
 * @param source the commit to take them from, such as `HEAD`.
 */
export async function filesOf(step: Step, source: string): Promise<TreeFile[]> {
  const tree = await readTree(source);
  const files = new Map(
    tree.filter(({ path }) => SHARED.has(path)).map((file) => [file.path, file]),
  );
  for (const each of STEP_NAMES.slice(0, STEP_NAMES.indexOf(step) + 1)) {
    const folder = `tutorial/${each}/`;
    for (const file of tree.filter(({ path }) => path.startsWith(folder))) {
      const path = file.path.slice(folder.length);
      files.set(path, { ...file, path });
    }
  }
  return [...files.values()];
}

/** Those files, and the lock file that goes with them. */
export async function lockedFilesOf(step: Step, source: string): Promise<TreeFile[]> {
  const files = await filesOf(step, source);
  const whole = (await readTree(source)).find(({ path }) => path === LOCK);
  if (whole === undefined) return files;
  const lock = await lockFor(files, await readText(whole));
  return [...files, { path: LOCK, mode: whole.mode, blob: await writeText(lock) }];
}

/** What npm reads besides the lock file: of the step, and of the package that is in its folder. */
const MANIFEST = /(?:^|\/)(?:package\.json|\.npmrc)$/;

/** The lock file of fewer packages: npm's own, made from the whole one, without asking a registry. */
async function lockFor(files: readonly TreeFile[], wholeLock: string): Promise<string> {
  return inTemporaryFolder(async (folder) => {
    for (const file of files.filter(({ path }) => MANIFEST.test(path))) {
      const path = join(folder, file.path);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, await readText(file));
    }
    writeFileSync(join(folder, LOCK), wholeLock);
    const parameters = ['install', '--package-lock-only', '--ignore-scripts', '--offline'];
    await promisify(execFile)('npm', [...parameters, '--no-audit', '--no-fund'], { cwd: folder });
    return readFileSync(join(folder, LOCK), 'utf8');
  });
}
