import { execFile } from 'node:child_process';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import openapiTypescript, { astToString } from 'openapi-typescript';
import { expect, it } from 'vitest';
import { failureOf } from '../../support/failure-of.ts';
import { startServer } from '../../support/server.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const MODULES = fileURLToPath(new URL('../../../node_modules', import.meta.url));

/** What somebody writes who has the types that openapi-typescript makes, and no other knowledge of us. */
const CLIENT = `
import createClient from 'openapi-fetch';
import type { components, paths } from './description.d.ts';

const client = createClient<paths>({ baseUrl: process.argv[2] ?? '' });
const { data: pair, error } = await client.POST('/api/token/', {
  body: { username: 'root', password: 'toor' },
});
if (pair === undefined) throw new Error(JSON.stringify(error));
const headers = { Authorization: 'Bearer ' + pair.access };
const home = await client.GET('/home/', { headers });
const greeting: components['schemas']['Greeting'] | undefined = home.data;
const users = await client.GET('/api/users/{id}/', { params: { path: { id: '1' } }, headers });
const user: components['schemas']['User'] | undefined = users.data;
console.log(greeting?.scheme, user?.username, user?.is_superuser);

// @ts-expect-error a name that the schema does not have
console.log(user?.password === undefined);
`;

it('a client is typed by what openapi-typescript makes of the document', async () => {
  const { origin } = await startServer();
  const folder = temporaryFolder();
  symlinkSync(MODULES, join(folder, 'node_modules'));
  const types = astToString(await openapiTypescript(new URL(`${origin}/openapi.json`)));
  writeFileSync(join(folder, 'description.d.ts'), types);
  writeFileSync(join(folder, 'client.ts'), CLIENT);
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  const options = {
    strict: true,
    target: 'es2022',
    module: 'nodenext',
    types: ['node'],
    skipLibCheck: true,
    rewriteRelativeImportExtensions: true,
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options }));
  const compiler = join(MODULES, 'typescript/bin/tsc');
  expect(await failureOf(process.execPath, [compiler], folder)).toBe('');
  const { stdout } = await promisify(execFile)(process.execPath, ['client.js', origin], {
    cwd: folder,
  });
  expect(stdout).toBe('jwt root true\ntrue\n');
});
