import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
const { scripts, version } = JSON.parse(readFileSync(`${PROJECT}package.json`, 'utf8')) as {
  scripts: Record<string, string>;
  version: string;
};

/** Those that are programs of this project's. */
const programs = Object.entries(scripts).filter(([, script]) => script.includes('scripts/'));

/** Runs a script of package.json as npm does. */
function run(script: string, argument: string) {
  const command = `${script} ${argument}`.replaceAll(
    /(?<= )(?:\.\/)?((?:scripts|bench|test)\/)/g,
    `${PROJECT}$1`,
  );
  const env = { PATH: process.env.PATH, HOME: temporaryFolder() };
  const { status, stdout, stderr } = spawnSync('sh', ['-c', command], {
    cwd: env.HOME,
    env,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

describe.each(programs)('npm run %s', (_, script) => {
  it('says how it is used, in 80 columns and with an example', () => {
    const { status, stdout, stderr } = run(script, '--help');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^Usage: npm /);
    expect(stdout).toMatch(/^Examples?:\n {2}\S/m);
    expect(stdout).not.toMatch(/default: (?:\{\}|""|false)/);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('says its version', () => {
    const { status, stdout } = run(script, '--version');
    expect({ status, stdout }).toEqual({ status: 0, stdout: `${version}\n` });
  });

  it('ends with 2 and one line where it is not used so', () => {
    const { status, stdout, stderr } = run(script, '--nonsense');
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toBe("error: unknown option '--nonsense'\n");
  });
});
