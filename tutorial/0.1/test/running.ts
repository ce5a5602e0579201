import { spawn } from 'node:child_process';
import { afterAll } from 'vitest';

/** Starts the server as its users do, in a process of its own. It ends with the tests. */
export async function startServer(): Promise<{ readonly port: number; readonly origin: string }> {
  const parameters = ['--import', './scripts/sources.js', 'src/server.ts'];
  const server = spawn(process.execPath, parameters, { env: { ...process.env, PORT: '0' } });
  afterAll(() => server.kill());
  let output = '';
  server.stderr.on('data', (chunk) => (output += String(chunk)));
  for await (const chunk of server.stdout.iterator({ destroyOnReturn: false })) {
    output += String(chunk);
    const origin = /listening on (\S+)/.exec(output)?.[1];
    if (origin !== undefined) return { port: Number(new URL(origin).port), origin };
  }
  throw new Error(`the server does not start: ${output}`);
}
