import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

/** @returns what a command printed, if it failed; nothing if all is well. */
function failureOf(command: string, parameters: readonly string[], cwd: string): string {
  const env = { ...process.env, NODE_ENV: '' };
  const options = { cwd, env, encoding: 'utf8' } as const;
  const { status, stdout, stderr } = spawnSync(command, parameters, options);
  return status === 0 ? '' : `${status ?? 'killed'}: ${stdout}${stderr}`;
}

/** A project that has what the package needs, and of the package no more than is packed. */
function makeConsumer(): string {
  const consumer = temporaryFolder();
  const pack = ['pack', '--silent', '--pack-destination', consumer];
  expect(failureOf('npm', pack, PROJECT)).toBe('');
  const [tarball = ''] = readdirSync(consumer);
  const modules = join(consumer, 'node_modules');
  const folder = join(modules, 'expressauth101');
  mkdirSync(folder, { recursive: true });
  const unpack = ['-xzf', join(consumer, tarball), '--strip-components=1', '-C', folder];
  expect(failureOf('tar', unpack, consumer)).toBe('');
  for (const name of readdirSync(join(PROJECT, 'node_modules'))) {
    const isHidden = name.startsWith('.');
    if (!isHidden) symlinkSync(join(PROJECT, 'node_modules', name), join(modules, name));
  }
  return consumer;
}

/** What package.json promises, and the packed files do not keep. */
async function problemsOfPublishing(folder: string): Promise<string[]> {
  const { messages } = await publint({ pkgDir: folder, pack: false, strict: true });
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as object;
  return messages.map((message) => formatMessage(message, manifest) ?? message.code);
}

/**
 * How the types are not found, or say what the program does not keep, but for two: CommonJS loads an ES
 * module by itself on the Nodes that this package is for, and TypeScript's `node10` knows no `exports`.
 */
async function problemsOfTypes(consumer: string): Promise<string[]> {
  const checked = await checkPackage(createPackageFromTarballData(tarballIn(consumer)));
  expect(checked.types).toEqual({ kind: 'included' });
  if (!('problems' in checked)) return [];
  return checked.problems
    .filter((problem) => problem.kind !== 'CJSResolvesToESM')
    .filter((problem) => !('resolutionKind' in problem && problem.resolutionKind === 'node10'))
    .map((problem) => JSON.stringify(problem));
}

function tarballIn(consumer: string): Uint8Array {
  const name = readdirSync(consumer).find((file) => file.endsWith('.tgz')) ?? '';
  return readFileSync(join(consumer, name));
}

const TYPED = `
import express from 'express';
import { openAuthentication, userOf } from 'expressauth101';
declare global {
  namespace Express {
    interface User {
      id: string;
      plan: 'free' | 'paid';
    }
  }
}
const auth = await openAuthentication({ SECRET_KEY: 'x'.repeat(32), BCRYPT_COST: 4 });
const app = express();
app.use('/auth', auth.routes);
app.get('/', auth.require({ superuser: true }), (request, response) => {
  const name: string = userOf(request).username;
  response.json({ name, plan: request.user?.plan });
});
app.use(auth.errors);
// @ts-expect-error settings are in upper case
void openAuthentication({ secret_key: 'x' });
`;

const RUN = `
const settings = { DATABASE_URL: 'sqlite::memory:', SECRET_KEY: 'x'.repeat(32), BCRYPT_COST: 4 };
openAuthentication(settings).then(async (auth) => {
  await auth.users.create({ username: 'root', email: '', password: 'toor' });
  await auth.close();
});
`;

it(
  'the package holds what was built alone, and works in TypeScript, ES modules and CommonJS',
  { timeout: 300_000 },
  async () => {
    const consumer = makeConsumer();
    const folder = join(consumer, 'node_modules/expressauth101');
    expect(readdirSync(folder).sort()).toEqual(['LICENSE', 'README.md', 'dist', 'package.json']);
    expect(await problemsOfPublishing(folder)).toEqual([]);
    expect(await problemsOfTypes(consumer)).toEqual([]);

    // Types of the app's own for `request.user` stay its own.
    writeFileSync(join(consumer, 'typed.mts'), TYPED);
    const compiler = join(PROJECT, 'node_modules/typescript/bin/tsc');
    const strict = ['--noEmit', '--strict', '--types', 'node'];
    const target = ['--module', 'nodenext', '--target', 'es2023', 'typed.mts'];
    expect(failureOf(process.execPath, [compiler, ...strict, ...target], consumer)).toBe('');

    const load = "const { openAuthentication } = require('expressauth101');";
    writeFileSync(join(consumer, 'app.cjs'), load + RUN);
    writeFileSync(
      join(consumer, 'app.mjs'),
      `import { openAuthentication } from 'expressauth101';${RUN}`,
    );
    expect(failureOf(process.execPath, ['app.mjs'], consumer)).toBe('');
    expect(failureOf(process.execPath, ['app.cjs'], consumer)).toBe('');
  },
);
