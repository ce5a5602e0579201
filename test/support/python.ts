import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { describe } from 'vitest';

const run = promisify(execFile);

/** Another Python may come first in PATH, which has none of the system's packages. */
const INTERPRETERS = ['python3', '/usr/bin/python3'];

/** Looks for modules without loading them: some take a second. */
const FIND = 'import sys, importlib.util as u; sys.exit(not all(map(u.find_spec, sys.argv[1:])))';

/** Runs a script with arguments; gives what it prints. */
export type RunPython = (script: string, ...args: string[]) => Promise<string>;

/**
 * A group of tests that run Python with some modules. Where there is none they are skipped, and their
 * title says so.
 *
 * @throws {Error} in CI, which has to have them.
 */
export function describeWithPython(
  modules: readonly string[],
  title: string,
  tests: (python: RunPython) => void,
): void {
  const interpreter = INTERPRETERS.find(
    (each) => spawnSync(each, ['-c', FIND, ...modules]).status === 0,
  );
  if (interpreter !== undefined) {
    describe(title, () => {
      tests(async (script, ...args) => {
        return (await run(interpreter, ['-B', '-c', script, ...args])).stdout.trim();
      });
    });
    return;
  }
  if (process.env.CI) throw new Error(`${title}: CI needs Python with ${modules.join(', ')}`);
  describe.skip(`${title} (skipped: no Python has ${modules.join(', ')})`, () => undefined);
}
