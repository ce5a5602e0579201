import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { startProcess } from '../support/process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** From its sources: what looks at Node comes with what lets it run them. */
const SERVER = fileURLToPath(new URL('../../src/server.ts', import.meta.url));

interface Lock {
  packages: Record<string, { name?: string; version: string; hasInstallScript?: true }>;
}

interface Manifest {
  allowScripts: Record<string, boolean>;
}

function read(file: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8'));
}

/** Starts a server after a piece of code that changes Node first. @returns what it printed. */
async function failureAfter(code: string): Promise<string> {
  const folder = temporaryFolder();
  const file = join(folder, 'first.cjs');
  writeFileSync(file, code);
  const server = startProcess({ NODE_OPTIONS: `--require=${file}` }, folder, SERVER);
  expect(await server.ended).toBe(1);
  return server.output().trimEnd();
}

/** What Node throws when a package was compiled for another Node. */
const withoutNativePart = (folder: string): string => `
  const { dlopen } = process;
  process.dlopen = (module, file, ...rest) => {
    if (file.includes('/${folder}/')) throw new Error('compiled against\\nanother Node');
    return dlopen(module, file, ...rest);
  };`;

it.each(['better-sqlite3', 'bcrypt'])(
  'a native part of %s that cannot be loaded is said to be that, in one line with the remedy',
  async (name) => {
    const output = await failureAfter(withoutNativePart(name));
    expect(output).toMatch(
      new RegExp(`^${name}\\S*: its native part cannot be loaded by Node v.*compiled.*npm ci`),
    );
    expect(output.split('\n')).toHaveLength(1);
    expect(output).not.toContain('DATABASE_URL');
  },
);

it('a Node that is too old is told so in one line, before anything fails of it', async () => {
  const code = `
    Object.defineProperty(process, 'version', { value: 'v20.19.0' });
    Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.19.0' } });`;
  expect(await failureAfter(code)).toBe('Node v20.19.0 is too old; install Node 20.20 or newer.');
});

it('installs no package that runs a script of which nothing is known', () => {
  const { packages } = read('package-lock.json') as Lock;
  const { allowScripts } = read('package.json') as Manifest;
  const unknown = Object.entries(packages)
    .filter(([, { hasInstallScript }]) => hasInstallScript === true)
    .map(([path, { version }]) => [path.slice(path.lastIndexOf('node_modules/') + 13), version])
    .filter(
      ([name, version]) => !(`${name}` in allowScripts || `${name}@${version}` in allowScripts),
    )
    .map(([name]) => name);
  // npm leaves out what is for macOS alone.
  expect(unknown.filter((name) => name !== 'fsevents')).toEqual([]);
});

it('installs no telemetry: what Swagger UI would report its installation with is empty', () => {
  const { packages } = read('package-lock.json') as Lock;
  const names = Object.entries(packages)
    .filter(([path]) => path.includes('scarf'))
    .map(([, { name }]) => name);
  expect(new Set(names)).toEqual(new Set(['empty-npm-package']));
});
