import { expect, inject, it, onTestFinished, vi } from 'vitest';
import { RoundTrips } from '../../bench/round-trips.ts';
import type { Database } from '../../src/database/database.ts';
import { openDatabase } from '../../src/database/open.ts';
import { ServiceUnavailable } from '../../src/http/http-error.ts';
import { schemeSites } from '../../src/site/schemes.ts';
import { freshPostgres } from '../support/fresh-postgres.ts';
import { startServer } from '../support/server.ts';

const READ = 'SELECT id, 10 / id AS share FROM items WHERE id = ?';
const IDS = Array.from({ length: 200 }, (_, index) => index - 100);

/** A database of its own, by way of what counts its round trips. */
async function watchedPostgres(): Promise<{ url: string; trips: RoundTrips }> {
  const { trips, address } = await RoundTrips.start(await freshPostgres(inject('postgres') ?? ''));
  onTestFinished(() => trips.stop());
  return { url: address, trips };
}

/** Items from -100 to 99. */
async function openItems(url: string): Promise<Database> {
  const database = openDatabase(url);
  onTestFinished(() => database.close());
  await database.run('CREATE TABLE items (id BIGINT PRIMARY KEY)');
  for (const id of IDS) await database.run('INSERT INTO items VALUES (?)', id);
  return database;
}

it('reads of one turn of the event loop are one round trip', async () => {
  const { url, trips } = await watchedPostgres();
  const database = await openItems(url);
  const before = trips.count;
  const rows = await Promise.all([5, 4, 1000, 5].map((id) => database.find(READ, id)));
  const five = { id: 5, share: 2 };
  expect(rows).toEqual([five, { id: 4, share: 2 }, undefined, five]);
  expect(trips.count).toBe(before + 1);
});

it('of many reads at once each gets its own row, or its own error', async () => {
  const database = await openItems(await freshPostgres(inject('postgres') ?? ''));
  const found = await Promise.allSettled(IDS.map((id) => database.find(READ, id)));
  for (const [index, id] of IDS.entries()) {
    const own =
      id === 0
        ? { reason: { message: 'division by zero' } }
        : { value: { id, share: Math.trunc(10 / id) + 0 } };
    expect(found[index]).toMatchObject(own);
  }
});

it('keys are found whatever they are made of', async () => {
  const database = await openItems(await freshPostgres(inject('postgres') ?? ''));
  await database.run('CREATE TABLE names (name TEXT PRIMARY KEY)');
  const names = [
    '',
    ' ',
    'NULL',
    '"',
    '\\',
    '\\"',
    '{}',
    'a,b',
    "'",
    '\n\t',
    'é',
    '\u{1F600}',
    '%',
  ];
  for (const name of names) await database.run('INSERT INTO names VALUES (?)', name);
  const find = (name: string): Promise<unknown> =>
    database.find('SELECT name FROM names WHERE name = ?', name);
  expect(await Promise.all(names.map(find))).toEqual(names.map((name) => ({ name })));
  expect(await Promise.all(['a\0', 'A,B', '\ud800'].map(find))).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

it('an outage in the middle of reads is one for all of them, and over with the next', async () => {
  const database = await openItems(await freshPostgres(inject('postgres') ?? ''));
  const reads = [30, 31].map((seconds) => database.find('SELECT pg_sleep(?)', seconds));
  const refused = Promise.all(
    reads.map((read) => expect(read).rejects.toBeInstanceOf(ServiceUnavailable)),
  );
  // A transaction has a connection of its own.
  await database.transaction('items', (queries) =>
    queries.all(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()',
    ),
  );
  await refused;
  // Idle connections were lost as well; that they were is noticed within moments.
  const next = (): Promise<unknown> => database.find(READ, 5).catch(() => undefined);
  await expect.poll(next).toEqual({ id: 5, share: 2 });
});

it.each(['username', 'username,email'])(
  'what lets requests in can be read together, logging in by %s',
  async (fields) => {
    const { url, trips } = await watchedPostgres();
    const server = await startServer({ DATABASE_URL: url, LOGIN_FIELDS: fields });
    const { database } = server.dependencies;
    const find = vi.spyOn(database, 'find');
    for (const { name, obtain } of schemeSites) {
      const headers = await obtain(server.origin, 'root', 'toor');
      const { status } = await fetch(`${server.origin}/home/`, { headers });
      expect(status, name).toBe(200);
    }
    const reads = new Map(find.mock.calls.map(([sql, ...key]) => [sql, key]));
    find.mockRestore();
    expect(reads.size).toBeGreaterThanOrEqual(schemeSites.length - 1);
    for (const [sql, key] of reads) {
      const row = await database.get(sql, ...key);
      const before = trips.count;
      const rows = await Promise.all([database.find(sql, ...key), database.find(sql, ...key)]);
      expect(rows).toEqual([row, row]);
      // Where the statement of a batch fails, each key is read by itself.
      expect(trips.count, sql).toBe(before + 1);
    }
  },
);
