/** Serves the sources, and starts again whenever one of them changes. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const SOURCES = new URL('sources.js', import.meta.url).href;
const SERVER = fileURLToPath(new URL('../src/server.ts', import.meta.url));

const child = spawn(
  process.execPath,
  ['--watch-preserve-output', '--watch', '--import', SOURCES, SERVER],
  { stdio: 'inherit' },
);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => process.exit(code ?? 1));
