import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const SOURCES = new URL('../scripts/sources.js', import.meta.url).href;
const MANAGE = fileURLToPath(new URL('../scripts/manage.ts', import.meta.url));

/** Runs `manage` in a folder with no settings but these, and says how it ended. */
export function runManage(
  parameters: readonly string[],
  folder: string,
  settings: Readonly<Record<string, string>>,
): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  const options = { cwd: folder, env: { PATH: process.env.PATH, ...settings } };
  return new Promise((resolve) => {
    const line = ['--import', SOURCES, MANAGE, ...parameters];
    execFile(process.execPath, line, options, (error, stdout, stderr) => {
      resolve({ exitCode: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}
