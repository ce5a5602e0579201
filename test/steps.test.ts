import { execFile } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { hasFile, selectText } from '../scripts/steps/selection.ts';
import { STEPS } from '../scripts/steps/manifest.ts';
import { temporaryFolder } from './temporary-folder.ts';

const PROJECT = fileURLToPath(new URL('..', import.meta.url));

interface Output {
  stdout: string;
  stderr: string;
  code?: number;
}

/** A clone of the project, and commands to run in it. */
/** Each run makes five commits, several times. */
const SLOW = { timeout: 120_000 };

async function clone(): Promise<{
  git: (...parameters: string[]) => Promise<string>;
  steps: (...parameters: string[]) => Promise<Output>;
}> {
  const folder = join(temporaryFolder(), 'clone');
  const run = promisify(execFile);
  await run('git', ['clone', '--quiet', PROJECT, folder]);
  symlinkSync(join(PROJECT, 'node_modules'), join(folder, 'node_modules'));
  const who = ['-c', 'user.name=reader', '-c', 'user.email=reader@example.com'];
  return {
    git: async (...parameters) =>
      (await run('git', ['-C', folder, ...who, ...parameters])).stdout.trim(),
    steps: (...parameters) =>
      run('node', ['--import', 'tsx', 'scripts/steps.ts', ...parameters], { cwd: folder }).catch(
        (error: unknown) => error as Output,
      ),
  };
}

it(
  'npm run steps makes the same branches each time, and each only adds to the one before',
  SLOW,
  async () => {
    const { git, steps } = await clone();
    const first = await steps();
    expect(first.stdout.match(/new$/gm)).toHaveLength(STEPS.length);
    const ids = await git('rev-parse', ...STEPS);
    expect((await steps()).stdout.match(/unchanged$/gm)).toHaveLength(STEPS.length);
    expect(await git('rev-parse', ...STEPS)).toBe(ids);

    for (const [at, step] of STEPS.entries()) {
      const before = STEPS[at - 1];
      if (before === undefined) continue;
      expect(await git('rev-parse', `${step}^`)).toBe(await git('rev-parse', before));
      const changes = await git(
        'diff',
        '--numstat',
        before,
        step,
        '--',
        '.',
        ':!package-lock.json',
      );
      for (const line of changes.split('\n')) expect(line).toMatch(/^\d+\t0\t/);
    }
    const shown = await steps('--diff', '0.3');
    expect(shown.stdout).toContain('+++ b/src/auth/session/strategy.ts');
    expect(shown.stdout).not.toMatch(/^-[^-]/m);
  },
);

it(
  'npm run steps overwrites nothing that a person has changed, unless it is told to',
  SLOW,
  async () => {
    const { git, steps } = await clone();
    await steps();
    const made = await git('rev-parse', '0.2');
    const changed = await git('commit-tree', '0.2^{tree}', '-p', '0.2', '-m', 'by hand');
    await git('branch', '--force', '0.2', changed);
    const refused = await steps();
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('Branch 0.2 was changed by hand');
    expect(await git('rev-parse', '0.2')).toBe(changed);
    expect((await steps('--force')).stdout).toContain('moved');
    expect(await git('rev-parse', '0.2')).toBe(made);
  },
);

it('a step is a selection: lines by their markers, sections by their headings', () => {
  expect(selectText('a.ts', 'a\nb // 0.2\nc // main\nd // 0.3\n', '0.2')).toBe('a\nb // 0.2\n');
  expect(selectText('b.md', 'a <!-- 0.4 -->\nb\n', '0.3')).toBe('b\n');
  const readme = '# T\n## Commands\nx\n### y\n## Run it\nz\n';
  expect(selectText('README.md', readme, '0.5')).toBe('# T\n## Run it\nz\n');
  expect(hasFile('src/auth/guard.ts', '0.1')).toBe(false);
  expect(hasFile('src/auth/guard.ts', '0.2')).toBe(true);
  expect(hasFile('src/auth/session/csrf.ts', '0.2')).toBe(false);
  expect(hasFile('docs/differences.md', '0.5')).toBe(false);
});
