import { spawnSync } from 'node:child_process';
import { commandLine, examples } from './command-line.ts';
import { cpSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';

const PROJECT = join(import.meta.dirname, '..');
const SOURCES = join(PROJECT, 'src');
const BUILD = join(PROJECT, 'dist');
const COMPILER = createRequire(import.meta.url).resolve('typescript/bin/tsc');

commandLine(
  'npm run build',
  'Compiles the server and `manage` to JavaScript in dist/, with source maps, and puts the files ' +
    'beside it that pages load. In production `npm start` and `npm run manage` run that.',
)
  .addHelpText('after', examples('npm run build'))
  .parse();

const start = performance.now();
rmSync(BUILD, { recursive: true, force: true });
const { status } = spawnSync(process.execPath, [COMPILER, '--project', 'tsconfig.build.json'], {
  cwd: PROJECT,
  stdio: 'inherit',
});
if (status === 0) {
  copyStaticFiles();
  // Says that the files beside it are modules, and which version they are.
  cpSync(join(PROJECT, 'package.json'), join(BUILD, 'package.json'));
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`built  ${relative(process.cwd(), BUILD)}  ${seconds} s`);
} else {
  // What was compiled in spite of the errors must not be served.
  rmSync(BUILD, { recursive: true, force: true });
  process.exitCode = 1;
}

/** Copies every folder named `static`. */
function copyStaticFiles(): void {
  for (const entry of readdirSync(SOURCES, { recursive: true, withFileTypes: true })) {
    if (!entry.isDirectory() || entry.name !== 'static') continue;
    const folder = join(entry.parentPath, entry.name);
    cpSync(folder, join(BUILD, relative(PROJECT, folder)), { recursive: true });
  }
}
