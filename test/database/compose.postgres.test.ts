import { readFileSync } from 'node:fs';
import pg from 'pg';
import { expect, inject, it, onTestFinished } from 'vitest';
import { startProcess } from '../support/process.ts';
import { SECRET_KEY } from '../support/server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const COMPOSE = readFileSync(new URL('../../compose.yaml', import.meta.url), 'utf8');
const PASSWORD = '0123456789abcdef0123456789abcdef';

it('compose.yaml’s DATABASE_URL leads to a PostgreSQL that is set up as its service is', async () => {
  const server = inject('postgres');
  if (server === undefined) throw new TypeError('there is no PostgreSQL');
  const administrator = new pg.Client(server);
  await administrator.connect();
  const valueOf = (name: string): string =>
    new RegExp(`^ +${name}: (.*)$`, 'm').exec(COMPOSE)?.[1] ?? expect.fail(name);
  const [user, name] = [valueOf('POSTGRES_USER'), valueOf('POSTGRES_DB')];
  // The image makes its user the superuser; the server here can do with less.
  await administrator.query(`CREATE ROLE ${user} LOGIN PASSWORD '${PASSWORD}'`);
  await administrator.query(`CREATE DATABASE ${name} OWNER ${user}`);
  onTestFinished(async () => {
    await administrator.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await administrator.query(`DROP ROLE ${user}`);
    await administrator.end();
  });

  const settings = {
    NODE_ENV: 'production',
    BCRYPT_COST: '12',
    DATABASE_URL: valueOf('DATABASE_URL')
      .replace('${POSTGRES_PASSWORD:?}', PASSWORD)
      .replace('database:5432', new URL(server).host),
    TRUST_PROXY: valueOf('TRUST_PROXY'),
    ALLOWED_HOSTS: 'example.com',
    SECRET_KEY,
  };
  const { listening } = startProcess(settings, temporaryFolder());
  const answer = await fetch(`${await listening}/readyz`);
  expect([answer.status, await answer.json()]).toEqual([200, { status: 'ok' }]);
});
