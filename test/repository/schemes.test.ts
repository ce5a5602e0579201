import { cpSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { schemeDefinitions } from '../../src/auth/schemes.ts';
import { failureOf } from '../support/failure-of.ts';
import { BUILD } from '../support/projects.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

/** Where a scheme is named, besides in its own folder. */
const REGISTRIES = ['src/auth/schemes.ts', 'src/site/schemes.ts', 'scripts/commands/schemes.ts'];

/** What has to go on working; the rest of the tests does not depend on which schemes there are. */
const TESTS = ['test/auth', 'test/server/config.test.ts', 'test/open.wire.test.ts'];

/** As for `npm test`, but over SQLite alone. */
const CONFIGURATION = `
  import { defineConfig } from 'vitest/config';
  export default defineConfig({
    test: {
      include: ['test/**/*.test.ts'],
      exclude: ['test/**/{*browser,*postgres,*repository,processes}.test.ts'],
      globalSetup: '${BUILD}',
      maxWorkers: '100%',
      isolate: false,
      testTimeout: 60_000,
      hookTimeout: 60_000,
      reporters: 'dot',
      silent: true,
    },
  });
`;

/** A copy of the project without one scheme, its tests and its entries in the registries. */
function copyWithout(scheme: string): string {
  const folder = temporaryFolder();
  for (const part of [
    'src',
    'test',
    'scripts',
    'bench',
    'examples',
    'package.json',
    'tsconfig.json',
    'tsconfig.build.json',
    '.env.example',
  ]) {
    cpSync(join(PROJECT, part), join(folder, part), { recursive: true });
  }
  symlinkSync(join(PROJECT, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'vitest.config.ts'), CONFIGURATION);
  rmSync(join(folder, 'src/auth', scheme), { recursive: true });
  rmSync(join(folder, 'test/auth', scheme), { recursive: true });
  for (const registry of REGISTRIES) {
    const file = join(folder, registry);
    const shorter = readFileSync(file, 'utf8')
      .replace(new RegExp(`^import .*/${scheme}/.*;\\n`, 'm'), '')
      .replace(new RegExp(`\\b${scheme}(?:Site)?\\b(, )?`), '');
    expect(shorter).not.toContain(scheme);
    writeFileSync(file, shorter);
  }
  return folder;
}

describe('a scheme can be deleted', () => {
  it.each(schemeDefinitions)(
    'without $name everything else builds and passes',
    { timeout: 900_000 },
    async ({ name }) => {
      const folder = copyWithout(name);
      const bin = join(folder, 'node_modules/.bin');
      expect(await failureOf(join(bin, 'tsc'), [], folder)).toBe('');
      expect(await failureOf(join(bin, 'vitest'), ['run', ...TESTS], folder)).toBe('');
    },
  );

  it('and none reaches into another', () => {
    for (const scheme of schemeDefinitions) {
      for (const other of schemeDefinitions) {
        if (other === scheme) continue;
        const folder = join(PROJECT, 'src/auth', scheme.name);
        for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
          if (!/\.tsx?$/.test(file)) continue;
          expect(readFileSync(join(folder, file), 'utf8')).not.toContain(`../${other.name}/`);
        }
      }
    }
  });
});
