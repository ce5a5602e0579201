import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../src/database/open.ts';
import { startProcess } from '../support/process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
const SOURCES = pathToFileURL(join(PROJECT, 'src')).href;
const ROOT = { Authorization: `Basic ${Buffer.from('root:toor').toString('base64')}` };

const LISTEN = `
const server = app.listen(0, '127.0.0.1', () => {
  console.log('listening on http://127.0.0.1:' + server.address().port);
});`;

/** The blocks of TypeScript in a page. */
function blocksIn(page: string): string[] {
  const text = readFileSync(join(PROJECT, page), 'utf8');
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, block = '']) => block);
}

/** A program where it finds the packages that it imports, with the door in the place of ours. */
function program(text: string): string {
  const cache = join(PROJECT, 'node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'documents-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  const file = join(folder, 'program.mts');
  writeFileSync(
    file,
    text
      .replaceAll("'expressauth101'", `'${SOURCES}/index.ts'`)
      .replaceAll("'expressauth101/contract'", `'${SOURCES}/contract.ts'`),
  );
  return file;
}

it('docs/embedding.md shows an app that lets in and keeps out', async () => {
  const [app = '', user = '', router = ''] = blocksIn('docs/embedding.md');
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'var'));
  // A page of reports is for superusers.
  const plain = user.replace(', isSuperuser: true', '');
  const text = [app.replace(/app\.use\(auth\.errors\);\napp\.listen.*/, ''), plain, router];
  const file = program([...text, 'app.use(auth.errors);', LISTEN].join('\n'));
  const origin = await startProcess({}, folder, file).listening;
  expect((await fetch(`${origin}/orders/`)).status).toBe(401);
  const answer = await fetch(`${origin}/orders/`, { headers: ROOT });
  expect(await answer.json()).toEqual({ user: 'root' });
  expect((await fetch(`${origin}/reports/`, { headers: ROOT })).status).toBe(403);
  expect((await fetch(`${origin}/auth/login/`)).status).toBe(200);
});

it('docs/schemes.md shows a scheme that can be named, asked and challenged by', async () => {
  const [scheme = ''] = blocksIn('docs/schemes.md');
  const folder = temporaryFolder();
  const url = `sqlite:${join(folder, 'db.sqlite3')}`;
  const settings = `openAuthentication({ DATABASE_URL: '${url}', BCRYPT_COST: 4, `;
  const text = [
    "import express from 'express';",
    scheme.replace('openAuthentication({', settings),
    "await auth.users.create({ username: 'bob', email: '', password: 'toor' });",
    'const app = express();',
    "app.get('/', auth.required, (request, response) => response.json([request.user.username, request.scheme]));",
    "app.get('/keys', auth.require({ schemes: ['apikey'] }), (request, response) => response.json({}));",
    'app.use(auth.errors);',
    LISTEN,
  ];
  const origin = await startProcess({}, folder, program(text.join('\n'))).listening;
  const database = openDatabase(url);
  onTestFinished(() => database.close());
  await database.run(
    'INSERT INTO api_keys (digest, user_id, epoch) VALUES (?, 1, 0)',
    createHash('sha256').update('k1').digest('hex'),
  );
  const byKey = { 'X-API-Key': 'k1' };
  expect(await (await fetch(origin, { headers: byKey })).json()).toEqual(['bob', 'apikey']);
  expect((await fetch(`${origin}/keys`, { headers: byKey })).status).toBe(200);
  const wrong = await fetch(`${origin}/keys`, { headers: { 'X-API-Key': 'k2' } });
  expect([wrong.status, wrong.headers.get('www-authenticate')]).toEqual([401, 'ApiKey']);
});

it('docs/schemes.md shows a scheme that keeps the contract, and how to see that', async () => {
  const [scheme = '', contract = ''] = blocksIn('docs/schemes.md');
  const file = program([scheme.replace(/^export const auth.*$/m, ''), contract].join('\n'));
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...['--import', join(PROJECT, 'scripts/sources.js')],
    file,
  ]);
  expect(stdout).toMatch(/^. pass 9$/m);
  expect(stdout).toMatch(/^. fail 0$/m);
});

it('examples/orders keeps the orders of each user for them', async () => {
  const file = join(PROJECT, 'examples/orders/server.ts');
  const origin = await startProcess({}, temporaryFolder(), file).listening;
  const login = await fetch(`${origin}/auth/api-token-auth/`, {
    method: 'POST',
    body: new URLSearchParams({ username: 'root', password: 'toor' }),
  });
  const { token } = (await login.json()) as { token: string };
  const headers = { Authorization: `Token ${token}`, 'Content-Type': 'application/json' };
  const order = { method: 'POST', headers, body: JSON.stringify({ text: 'tea' }) };
  expect((await fetch(`${origin}/orders/`, order)).status).toBe(201);
  const expected = [{ id: 1, owner: 1, text: 'tea' }];
  expect(await (await fetch(`${origin}/orders/`, { headers })).json()).toEqual(expected);
  const removed = await fetch(`${origin}/orders/1`, { method: 'DELETE', headers });
  expect(removed.status).toBe(204);
  expect((await fetch(`${origin}/orders/`)).status).toBe(401);
});
