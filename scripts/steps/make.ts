import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { LESSONS } from './lessons.ts';
import { STEPS } from './manifest.ts';
import type { Step } from './manifest.ts';
import { commitFiles, readText, readTree, writeText } from './repository.ts';
import type { TreeFile } from './repository.ts';
import { hasFile, selectText } from './selection.ts';
import { inTemporaryFolder } from './temporary-folder.ts';

/** A step as a commit. */
export interface MadeStep {
  readonly step: Step;
  readonly commit: string;
}

/**
 * Makes the commits of all steps from one commit of the whole. No branch is moved yet.
 *
 * @param source such as `HEAD`.
 * @param onStep told of each step when it is made.
 */
export async function makeSteps(
  source: string,
  onStep: (made: MadeStep) => void,
): Promise<MadeStep[]> {
  const tree = await readTree(source);
  const made: MadeStep[] = [];
  for (const step of STEPS) {
    const files = await filesOf(step, tree);
    const commit = await commitFiles(files, LESSONS[step], made.at(-1)?.commit);
    made.push({ step, commit });
    onStep({ step, commit });
  }
  return made;
}

async function filesOf(step: Step, tree: readonly TreeFile[]): Promise<TreeFile[]> {
  const texts = new Map<string, string>();
  const files = tree.filter(({ path }) => hasFile(path, step));
  for (const file of files) texts.set(file.path, selectText(file.path, await readText(file), step));
  const lock = await lockFor(texts.get('package.json') ?? '', texts.get('package-lock.json') ?? '');
  texts.set('package-lock.json', lock);
  return Promise.all(
    files.map(async ({ path, mode }) => ({
      path,
      mode,
      blob: await writeText(texts.get(path) ?? ''),
    })),
  );
}

/** The lock file of fewer packages: npm's own, made from the whole one, without asking a registry. */
async function lockFor(packageText: string, wholeLock: string): Promise<string> {
  return inTemporaryFolder(async (folder) => {
    writeFileSync(join(folder, 'package.json'), packageText);
    writeFileSync(join(folder, 'package-lock.json'), wholeLock);
    const parameters = ['install', '--package-lock-only', '--ignore-scripts', '--offline'];
    await promisify(execFile)('npm', [...parameters, '--no-audit', '--no-fund'], { cwd: folder });
    return readFileSync(join(folder, 'package-lock.json'), 'utf8');
  });
}
