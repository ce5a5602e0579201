import { spawnSync } from 'node:child_process';
import { commandLine, examples } from './command-line.ts';
import {
  cpSync,
  existsSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
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

// A signal that ends the compiler must not end this before it has cleaned up.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);
const start = performance.now();
// Beside the build, so that its source maps hold where it goes: renaming it in the end is all that a
// server which runs the one before can notice.
const made = `${BUILD}.${process.pid}`;
try {
  if (compile()) {
    copyStaticFiles();
    describeBuild();
    replace();
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    console.log(`built  ${relative(process.cwd(), BUILD)}  ${seconds} s`);
  } else {
    console.error('dist/ is what it was.');
    process.exitCode = 1;
  }
} finally {
  rmSync(made, { recursive: true, force: true });
}

function compile(): boolean {
  const args = ['--project', 'tsconfig.build.json', '--outDir', made];
  const options = { cwd: PROJECT, stdio: 'inherit' } as const;
  return spawnSync(process.execPath, [COMPILER, ...args], options).status === 0;
}

/** Says that the files beside it are modules, and which version they are. Where they are is for the package's own. */
function describeBuild(): void {
  const text = readFileSync(join(PROJECT, 'package.json'), 'utf8');
  const { name, version, type, engines } = JSON.parse(text) as Readonly<Record<string, unknown>>;
  writeFileSync(join(made, 'package.json'), JSON.stringify({ name, version, type, engines }));
}

/** Puts the new build in the place of the one before, if there is one. */
function replace(): void {
  const before = `${made}.before`;
  if (existsSync(BUILD)) renameSync(BUILD, before);
  renameSync(made, BUILD);
  rmSync(before, { recursive: true, force: true });
}

/** Copies every folder named `static`. */
function copyStaticFiles(): void {
  for (const entry of readdirSync(SOURCES, { recursive: true, withFileTypes: true })) {
    if (!entry.isDirectory() || entry.name !== 'static') continue;
    const folder = join(entry.parentPath, entry.name);
    cpSync(folder, join(made, relative(PROJECT, folder)), { recursive: true });
  }
}
