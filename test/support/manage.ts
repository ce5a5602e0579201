import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { compileOnce, testBuild } from './build.ts';

/** Runs `manage` in a folder with no settings but these, and says how it ended. */
export function runManage(
  parameters: readonly string[],
  folder: string,
  settings: Readonly<Record<string, string>>,
): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  const options = { cwd: folder, env: { PATH: process.env.PATH, ...compileOnce(), ...settings } };
  return new Promise((resolve) => {
    const line = [join(testBuild(), 'scripts/manage.js'), ...parameters];
    execFile(process.execPath, line, options, (error, stdout, stderr) => {
      resolve({ exitCode: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}
