import { describe, expect, inject, it, onTestFinished } from 'vitest';
import type { Database } from '../../src/database/database.ts';
import { migrate } from '../../src/database/migrate.ts';
import { openDatabase } from '../../src/database/open.ts';
import { ServiceUnavailable } from '../../src/http/http-error.ts';
import { freshPostgres } from '../support/fresh-postgres.ts';
import { startProcess } from '../support/process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const SERVER = inject('postgres') ?? '';

/** A database with two parents and no children, opened twice as two processes do. */
async function openTwice(): Promise<[Database, Database]> {
  const url = await freshPostgres(SERVER);
  const databases: [Database, Database] = [openDatabase(url), openDatabase(url)];
  onTestFinished(async () => {
    for (const database of databases) await database.close();
  });
  await databases[0].run('CREATE TABLE parents (id BIGINT PRIMARY KEY)');
  await databases[0].run('CREATE TABLE children (id BIGINT PRIMARY KEY REFERENCES parents (id))');
  await databases[0].run('INSERT INTO parents VALUES (1), (2)');
  return databases;
}

const TERMINATE_OTHERS =
  'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()';

/** A connection may have to be made first, on a machine that does much else. */
const PATIENT = { timeout: 10_000, interval: 20 };

/** How many statements sleep in the database, or wait for a lock. */
async function countHolding(database: Database): Promise<number> {
  const row = await database.get<{ count: number }>(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND (wait_event = 'PgSleep' OR wait_event_type = 'Lock')",
  );
  return row?.count ?? 0;
}

describe('a transaction', () => {
  it('waits for those of other processes', async () => {
    const databases = await openTwice();
    const increment = (database: Database): Promise<unknown> =>
      database.transaction('parents', async (queries) => {
        const row = await queries.get<{ next: number }>('SELECT MAX(id) + 1 AS next FROM parents');
        await queries.run('INSERT INTO parents VALUES (?)', row?.next ?? 0);
      });
    await Promise.all(Array.from({ length: 20 }, () => databases.map(increment)).flat());
    expect(await databases[0].get('SELECT MAX(id) AS max FROM parents')).toEqual({ max: 42 });
  });

  it('does not wait for those about something else', async () => {
    const [one, other] = await openTwice();
    const ended: string[] = [];
    let same: Promise<unknown> | undefined;
    await one.transaction('parents', async (queries) => {
      await queries.run('INSERT INTO parents VALUES (3)');
      same = other.transaction('parents', () => Promise.resolve(ended.push('same')));
      await other.transaction('children', () => Promise.resolve(ended.push('different')));
      ended.push('first');
    });
    await same;
    expect(ended).toEqual(['different', 'first', 'same']);
  });

  it('starts again when what it refers to was deleted in between', async () => {
    const [one, other] = await openTwice();
    let attempts = 0;
    const result = await one.transaction('parents', async (queries) => {
      attempts++;
      const parent = await queries.get('SELECT id FROM parents WHERE id = ?', 1);
      if (parent === undefined) return 'gone';
      await other.run('DELETE FROM parents WHERE id = ?', 1);
      await queries.run('INSERT INTO children VALUES (?)', 1);
      return 'stored';
    });
    expect({ result, attempts }).toEqual({ result: 'gone', attempts: 2 });
  });

  it('starts again when it is the one that has to give way in a deadlock', async () => {
    const [one, other] = await openTwice();
    const touch = 'UPDATE parents SET id = id WHERE id = ?';
    let attempts = 0;
    // A statement that wants the rows in the other order, as another process's may, and is more patient.
    const held = `${touch} RETURNING set_config('deadlock_timeout', '20s', true), pg_sleep(0.3)`;
    const both = `WITH second AS (${held}) SELECT * FROM second`;
    await one.transaction('parents', async (queries) => {
      attempts++;
      await queries.run(touch, 1);
      const opposite =
        attempts === 1
          ? other.run(`${both}, (SELECT id FROM parents WHERE id = ? FOR UPDATE) AS first`, 2, 1)
          : Promise.resolve();
      opposite.catch(() => undefined);
      // It has the second row then, and wants the first one, or will do so in a moment.
      if (attempts === 1) await expect.poll(() => countHolding(other), PATIENT).toBe(1);
      await queries.run(touch, 2);
    });
    expect(attempts).toBe(2);
  });

  it('that goes on after a failed statement is no success', async () => {
    const [database] = await openTwice();
    const careless = database.transaction('parents', async (queries) => {
      await queries.run('INSERT INTO parents VALUES (3)');
      await queries.run('INSERT INTO parents VALUES (3)').catch(() => undefined);
    });
    await expect(careless).rejects.toThrow('after a failed statement');
    expect(await database.get('SELECT id FROM parents WHERE id = 3')).toBeUndefined();
    await database.transaction('parents', (queries) =>
      queries.run('INSERT INTO parents VALUES (3)'),
    );
  });
});

it(
  '65: a migration may take longer than a request, and another process waits for its end',
  { timeout: 120_000 },
  async () => {
    const slow = [{ name: 'a/0001', statements: ['SELECT pg_sleep(7)'] }];
    const ran = await Promise.all((await openTwice()).map((database) => migrate(database, slow)));
    expect(ran.flat()).toEqual(['a/0001']);
  },
);

describe('a lost connection', () => {
  it('42: is 503 for who uses it, and no end for the process, which connects again', async () => {
    const [one, other] = await openTwice();
    const transaction = one.transaction('parents', async (queries) => {
      await queries.run('INSERT INTO parents VALUES (3)');
      await other.run(TERMINATE_OTHERS);
      await queries.run('INSERT INTO parents VALUES (4)');
    });
    await expect(transaction).rejects.toThrow(ServiceUnavailable);
    // Idle connections were lost as well; that they were is noticed within moments.
    const countParents = (): Promise<number> =>
      one.all('SELECT id FROM parents').then(
        (rows) => rows.length,
        () => -1,
      );
    await expect.poll(countParents).toBe(2);
    const sleeping = one.get('SELECT pg_sleep(30)');
    sleeping.catch(() => undefined);
    await expect.poll(() => countHolding(other), PATIENT).toBe(1);
    await Promise.all([
      expect(sleeping).rejects.toMatchObject({ status: 503, headers: { 'Retry-After': '5' } }),
      other.run(TERMINATE_OTHERS),
    ]);
    await expect.poll(countParents).toBe(2);
    await one.transaction('parents', (queries) => queries.run('INSERT INTO parents VALUES (3)'));
    expect(await countParents()).toBe(3);
  });

  it('42: and a server that is not there are told with the address and without the password', async () => {
    const url = new URL(SERVER);
    url.port = '1';
    url.password = 'xyzzy';
    const database = openDatabase(url.href);
    onTestFinished(() => database.close());
    const error: unknown = await database.get('SELECT 1').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ServiceUnavailable);
    const { cause } = error as ServiceUnavailable;
    expect(String(cause)).toMatch(/PostgreSQL at 127\.0\.0\.1:1\/postgres does not answer \(.+\)/);
    expect(JSON.stringify(error) + String(cause)).not.toContain('xyzzy');
  });
});

describe('opening', () => {
  const elsewhere = (change: (url: URL) => void): string => {
    const url = new URL(SERVER);
    change(url);
    return url.href;
  };

  it.each([
    [
      'is not there',
      (url: URL) => (url.port = '1'),
      /:1\/postgres does not answer \(.*REFUSED.*\)/,
    ],
    ['does not let us in', (url: URL) => (url.password = 'xyzzy'), /\(password auth.* failed.*\)/],
    ['has no such database', (url: URL) => (url.pathname = 'nope'), /\(database "nope" does not/],
    ['has an unknown name', (url: URL) => (url.hostname = 'no.invalid'), /no\.invalid.*ENOTFOUND/],
  ])(
    '45: a server that %s is one line at the start, and exit code 1',
    async (_, change, reason) => {
      const settings = { DATABASE_URL: elsewhere(change) };
      const server = startProcess(settings, temporaryFolder());
      expect(await server.ended).toBe(1);
      const line = server.output();
      expect(line).toMatch(/^DATABASE_URL: PostgreSQL at [^\n]*; see that it runs, [^\n]*\.\n$/);
      expect(line).toMatch(reason);
      expect(line).not.toContain(new URL(settings.DATABASE_URL).password);
    },
  );

  it.each([
    [
      'postgres://app:xyzzy@127.0.0.1/auth?target_session_attrs=read-write',
      /: target_session_attrs is/,
    ],
    ['postgres://app:xyzzy@one,two:5433/auth', /: several hosts are/],
  ])('45: %s is refused by name', (url, line) => {
    expect(() => openDatabase(url)).toThrow(line);
    expect(() => openDatabase(url)).not.toThrow('xyzzy');
  });

  it.each([
    'postgres://app:xyz,zy@127.0.0.1/auth',
    'postgres://app:,@127.0.0.1',
    'postgres://a,b@127.0.0.1:5432/auth?application_name=one,two',
  ])('%s has one host alone', async (url) => {
    await openDatabase(url).close();
  });

  it.each([
    'postgres://app:xyz/zy@127.0.0.1/auth',
    'postgres://app:xyzzy@127.0.0.1:port/auth',
    'postgres://app:xyzzy@127.0.0.1/auth?sslmode=verify-full&sslrootcert=/no/such/file',
  ])('45: %s is refused in one line without the password', (url) => {
    let message = '';
    try {
      void openDatabase(url).close();
    } catch (error) {
      message = String(error);
    }
    expect(message).toMatch(/DATABASE_URL: cannot be read; .*\.$/);
    expect(message).not.toContain('zy');
  });
});
