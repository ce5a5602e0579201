import { spawnSync } from 'node:child_process';
import { describe } from 'vitest';

/**
 * A group of tests that run a program of the machine's. Where it is not installed they are skipped,
 * and their title says so; but CI has to have it, because nobody reads there what was skipped.
 *
 * @param program a name on the PATH, or a path.
 * @param flag that it answers to with success.
 * @throws {Error} in CI, when there is no such program.
 */
export function describeWith(
  program: string,
  title: string,
  tests: () => void,
  flag = '--version',
): void {
  if (spawnSync(program, [flag], { stdio: 'ignore' }).status === 0) {
    describe(title, tests);
    return;
  }
  if (process.env.CI) throw new Error(`${title}: CI needs ${program}, and it is not installed`);
  describe.skip(`${title} (skipped: ${program} is not installed)`, tests);
}
