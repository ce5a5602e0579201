import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** What a command printed if it failed; nothing if all is well. */
export function failureOf(
  command: string,
  parameters: readonly string[],
  cwd: string,
): Promise<string> {
  const options = { cwd, env: { ...process.env, NODE_ENV: '' } };
  return promisify(execFile)(command, parameters, options).then(
    () => '',
    (error: unknown) => (error as { stdout: string }).stdout,
  );
}
