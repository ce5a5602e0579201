import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, it, onTestFinished } from 'vitest';
import { schemeSites } from '../../src/site/schemes.ts';
import { openDatabase } from '../../src/database/open.ts';
import { freshPostgres } from '../support/fresh-postgres.ts';
import { startPostgres } from '../support/postgres-server.ts';
import { startProcess } from '../support/process.ts';
import { SECRET_KEY, startServer } from '../support/server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** What a server on the database answers, whose only user is the tests' own. */
async function expectReadOnly(url: string, credentials: readonly Headers[]): Promise<void> {
  const settings = { DATABASE_URL: url, SECRET_KEY };
  const server = startProcess(settings, temporaryFolder());
  const origin = await server.listening;
  const ready = await fetch(`${origin}/readyz`);
  expect([ready.status, await ready.json()]).toEqual([200, { status: 'read-only' }]);
  for (const headers of credentials) {
    expect((await fetch(`${origin}/home/`, { headers })).status).toBe(200);
    const refused = await fetch(`${origin}/api/users/1/logout/`, {
      method: 'POST',
      headers: { ...Object.fromEntries(headers), Origin: origin },
    });
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('5');
    expect(await refused.json()).toEqual({ detail: 'The database can only be read right now.' });
  }
  server.child.kill('SIGTERM');
  expect(await server.ended).toBe(0);
}

/** Credentials that pages add themselves: no password has to be looked at, no other page be kept out. */
async function issue(url: string): Promise<Headers[]> {
  // It makes the user; what it issues is of its own time.
  await startServer({ DATABASE_URL: url });
  const server = startProcess({ DATABASE_URL: url, SECRET_KEY }, temporaryFolder());
  const origin = await server.listening;
  const issued = await Promise.all(schemeSites.map(({ obtain }) => obtain(origin, 'root', 'toor')));
  server.child.kill('SIGTERM');
  await server.ended;
  return issued
    .map((headers) => new Headers(headers))
    .filter((headers) => !/^(?:basic |$)/i.test(headers.get('authorization') ?? ''));
}

it('67: a server on a database that can only be read serves what is read', async () => {
  const url = await freshPostgres(inject('postgres') ?? '');
  const credentials = await issue(url);
  expect(credentials.length).toBeGreaterThan(0);
  await expectReadOnly(`${url}?options=-c%20default_transaction_read_only%3Don`, credentials);
});

it('67: so it does on a standby', { timeout: 120_000 }, async () => {
  const postgres = await startPostgres({ fsync: 'off' });
  onTestFinished(postgres.remove);
  const credentials = await issue(postgres.url);
  await postgres.stop();
  writeFileSync(join(postgres.folder, 'standby.signal'), '');
  // It never says that it accepts all connections.
  postgres.start().catch(() => undefined);
  const database = openDatabase(postgres.url);
  await expect
    .poll(() => database.get('SELECT pg_is_in_recovery() AS is').catch(() => undefined), {
      timeout: 30_000,
    })
    .toEqual({ is: true });
  await database.close();
  await expectReadOnly(postgres.url, credentials);
});

it('45: a database that can only be read and is not up to date is one line', async () => {
  const url = await freshPostgres(inject('postgres') ?? '');
  const settings = { DATABASE_URL: `${url}?options=-c%20default_transaction_read_only%3Don` };
  const server = startProcess(settings, temporaryFolder());
  expect(await server.ended).toBe(1);
  expect(server.output()).toMatch(
    /^DATABASE_URL: PostgreSQL at \S+ can only be read \([^\n]*\); see that it [^\n]*write[^\n]*\n$/,
  );
});
