import { spawn } from 'node:child_process';
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished, vi } from 'vitest';
import { testModules } from '../support/build.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
const DOCUMENT = readFileSync(join(PROJECT, 'docs/operations.md'), 'utf8');

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';

/** A project with a build, and with the file that the document shows. */
function prepareProject(): string {
  const folder = temporaryFolder();
  for (const part of ['scripts', 'package.json']) {
    cpSync(join(PROJECT, part), join(folder, part), { recursive: true });
  }
  symlinkSync(testModules(), join(folder, 'dist'));
  symlinkSync(join(PROJECT, 'node_modules'), join(folder, 'node_modules'));
  const [, name = '', code = ''] = /```js\n\/\/ (\S+)\n(.*?)```/s.exec(DOCUMENT) ?? [];
  writeFileSync(join(folder, name), code);
  return folder;
}

it.each(['1', '2'])(
  'OpenTelemetry sees requests as docs/operations.md says, in %s process(es)',
  async (WEB_CONCURRENCY) => {
    const [command = ''] = /^node --import .*$/m.exec(DOCUMENT) ?? [];
    const [, ...args] = command.split(' ');
    const child = spawn(process.execPath, args, {
      cwd: prepareProject(),
      env: {
        PATH: process.env.PATH,
        NODE_ENV: 'production',
        PORT: '0',
        SECRET_KEY: 'Pq3dKs81LmZx07VbTn45RyWc92HgJf6U',
        ALLOW_INSECURE_HTTP: 'true',
        ALLOWED_HOSTS: '127.0.0.1',
        WEB_CONCURRENCY,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    }
    const ended = new Promise((resolve) => child.once('close', resolve));
    onTestFinished(async () => {
      child.kill('SIGKILL');
      await ended;
    });
    const waitFor = (expectation: () => void): Promise<void> =>
      vi.waitFor(expectation, { timeout: 30_000, interval: 100 });

    let origin = '';
    await waitFor(() => {
      [, origin = ''] = /listening on (http:[^"]+)"/.exec(output) ?? [];
      expect(origin, output).not.toBe('');
    });
    const traceparent = `00-${TRACE}-${PARENT}-01`;
    const answer = await fetch(`${origin}/home/`, { headers: { traceparent } });
    expect(answer.status).toBe(401);
    await waitFor(() => {
      // A span for the request, which is the caller's child, and those of the app's parts within it.
      const span = output.split(/^\}$/m).find((text) => text.includes("name: 'GET /home'"));
      expect(span).toContain(`traceId: '${TRACE}'`);
      expect(span).toMatch(new RegExp(`parentSpanContext: \\{[^}]*spanId: '${PARENT}'`));
      expect(span).toContain("'http.response.status_code': 401");
      expect(output).toContain("'express.type': 'middleware'");
      // The server's own line is of the same trace.
      expect(output).toMatch(new RegExp(`^\\{"level".*"trace_id":"${TRACE}".*"status":401`, 'm'));
    });
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  },
);
