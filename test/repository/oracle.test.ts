import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

/** Runs the oracle where no Python finds any Django. */
function runWithoutDjango(...args: readonly string[]): { status: number | null; stderr: string } {
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--import', './scripts/sources.js', 'test/oracle/oracle.ts', ...args],
    { cwd: PROJECT, env: { ...process.env, PYTHONHOME: '/nonexistent' }, encoding: 'utf8' },
  );
  return { status, stderr };
}

it('says what to install where there is no Django, and ends with 3', () => {
  expect(runWithoutDjango()).toEqual({
    status: 3,
    stderr:
      'There is no Django here to ask. Install it with: apt-get install python3-django ' +
      'python3-djangorestframework python3-djangorestframework-simplejwt\n',
  });
});

it.each([['--count=many'], ['--seed=-1'], ['--scheme=digest']])(
  'ends with 2 for %s',
  (argument) => {
    expect(runWithoutDjango(argument).status).toBe(2);
  },
);
