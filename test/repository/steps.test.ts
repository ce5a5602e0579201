import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { STEP_NAMES } from '../../scripts/steps/files.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

/** The most lines that a step may add: of TypeScript under src and scripts, and of tests. */
const MOST_LINES = {
  '0.1': [120, 120],
  '0.2': [200, 120],
  '0.3': [230, 120],
  '0.4': [120, 120],
  '0.5': [150, 120],
} as const;

interface Output {
  stdout: string;
  stderr: string;
  code?: number;
}

/** A clone of the project, and commands to run in it. */
class Clone {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async git(...parameters: string[]): Promise<string> {
    const who = ['-c', 'user.name=reader', '-c', 'user.email=reader@example.com'];
    const all = ['-C', this.#folder, ...who, ...parameters];
    return (await promisify(execFile)('git', all)).stdout.trim();
  }

  steps(...parameters: string[]): Promise<Output> {
    const all = ['--import', './scripts/sources.js', 'scripts/steps.ts', ...parameters];
    return promisify(execFile)('node', all, { cwd: this.#folder }).catch(
      (error: unknown) => error as Output,
    );
  }

  /** Lines added and removed between two commits, by file. */
  async changes(from: string, to: string, ...paths: string[]): Promise<Change[]> {
    const listing = await this.git('diff', '--numstat', from, to, '--', ...paths);
    return listing.split('\n').map((line) => {
      const [added, removed, path = ''] = line.split('\t');
      return { added: Number(added), removed: Number(removed), path };
    });
  }
}

interface Change {
  readonly added: number;
  readonly removed: number;
  readonly path: string;
}

/** Each run makes commits, and asks npm for the lock file of each. */
const SLOW = { timeout: 300_000 };

let clone: Clone;
let made: Output;
beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'expressauth101-'));
  await promisify(execFile)('git', ['clone', '--quiet', PROJECT, folder]);
  symlinkSync(join(PROJECT, 'node_modules'), join(folder, 'node_modules'));
  clone = new Clone(folder);
  made = await clone.steps();
  return () => {
    rmSync(folder, { recursive: true });
  };
}, 300_000);

describe.each(STEP_NAMES.map((step, at) => ({ step, before: STEP_NAMES[at - 1] })))(
  'step $step',
  ({ step, before }) => {
    it('adds to the one before and takes nothing away', async () => {
      if (before === undefined) return;
      expect(await clone.git('rev-parse', `${step}^`)).toBe(await clone.git('rev-parse', before));
      const changes = await clone.changes(before, step, '.', ':!package-lock.json');
      expect(changes.filter(({ removed }) => removed > 0)).toEqual([]);
    });

    it('is short enough to be read in one sitting', async () => {
      const [mostLines, mostTests] = MOST_LINES[step];
      const empty = await clone.git('hash-object', '-t', 'tree', '/dev/null');
      const count = async (...paths: string[]): Promise<number> =>
        (await clone.changes(before ?? empty, step, ...paths))
          .filter(({ path }) => path.endsWith('.ts'))
          .reduce((sum, { added }) => sum + added, 0);
      const shared = [':!test/support/raw.ts', ':!test/support/recording.ts'];
      expect(await count('src', 'scripts')).toBeLessThanOrEqual(mostLines);
      expect(await count('test', ...shared)).toBeLessThanOrEqual(mostTests);
    });

    it('has what its README and its tutorial link to', async () => {
      const files = (await clone.git('ls-tree', '-r', '--name-only', step)).split('\n');
      for (const [folder, page] of [
        ['', 'README.md'],
        ['docs/', 'docs/tutorial.md'],
      ] as const) {
        const text = await clone.git('show', `${step}:${page}`);
        const links = [...text.matchAll(/\]\(([^)#]+)[^)]*\)/g)].map(([, link = '']) => link);
        const local = links.filter((link) => !link.startsWith('http'));
        for (const link of local) expect(files).toContain(join(folder, link));
      }
    });

    it('asks for the packages that the project has', async () => {
      interface Manifest {
        dependencies: Record<string, string>;
        optionalDependencies?: Record<string, string>;
        devDependencies: Record<string, string>;
      }
      const own = JSON.parse(await clone.git('show', `${step}:package.json`)) as Manifest;
      const whole = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as Manifest;
      const packages = { ...whole.dependencies, ...whole.devDependencies };
      expect(packages).toMatchObject({ ...own.dependencies, ...own.devDependencies });
      expect(whole.optionalDependencies).toMatchObject(own.optionalDependencies ?? {});
    });
  },
);

it('npm run steps -- --diff shows what a step adds, but for the lock file', SLOW, async () => {
  const { stdout } = await clone.steps('--diff', '0.3');
  expect(stdout).toContain('+++ b/src/auth/session.ts');
  expect(stdout).not.toContain('package-lock.json');
  expect(stdout).not.toMatch(/^-[^-]/m);
});

it(
  'npm run steps makes the same branches each time, and keeps changed ones unless told to',
  SLOW,
  async () => {
    expect(made.stdout.match(/new$/gm)).toHaveLength(STEP_NAMES.length);
    const ids = await clone.git('rev-parse', ...STEP_NAMES);
    const changed = await clone.git('commit-tree', '0.2^{tree}', '-p', '0.2', '-m', 'by hand');
    await clone.git('branch', '--force', '0.2', changed);
    const refused = await clone.steps();
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('Branch 0.2 was changed by hand');
    expect(await clone.git('rev-parse', '0.2')).toBe(changed);
    const { stdout } = await clone.steps('--force');
    expect(stdout.match(/unchanged$/gm)).toHaveLength(STEP_NAMES.length - 1);
    expect(stdout).toMatch(/^branch 0\.2 .*moved$/m);
    expect(await clone.git('rev-parse', ...STEP_NAMES)).toBe(ids);
  },
);
