import { accessSync, constants } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import { describe } from 'vitest';

/**
 * A group of tests that run a program of the machine's. Where it is not installed they are skipped,
 * and their title says so; but CI has to have it, because nobody reads there what was skipped.
 *
 * @param program a name on the PATH, or a path.
 * @throws {Error} in CI, when there is no such program.
 */
export function describeWith(program: string, title: string, tests: () => void): void {
  if (isInstalled(program)) {
    describe(title, tests);
    return;
  }
  if (process.env.CI) throw new Error(`${title}: CI needs ${program}, and it is not installed`);
  describe.skip(`${title} (skipped: ${program} is not installed)`, tests);
}

/** Looks for it without starting it: a browser takes a while to say its version. */
function isInstalled(program: string): boolean {
  const folders = program.includes('/') ? [''] : (process.env.PATH ?? '').split(delimiter);
  return folders.some((folder) => {
    try {
      accessSync(resolve(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
