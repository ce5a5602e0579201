import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Database } from '../../src/database/database.ts';
import { migrate } from '../../src/database/migrate.ts';
import { openDatabase } from '../../src/database/open.ts';
import { temporaryFolder } from '../temporary-folder.ts';

/** A database that ends with the test. */
function open(file: string): Database {
  const database = openDatabase(`sqlite:${file}`);
  onTestFinished(() => database.close());
  return database;
}

async function counter(): Promise<Database> {
  const database = open(join(temporaryFolder(), 'db.sqlite3'));
  await database.run('CREATE TABLE counters (id INTEGER PRIMARY KEY, value INTEGER NOT NULL)');
  await database.run('INSERT INTO counters VALUES (1, 0)');
  return database;
}

const READ = 'SELECT value FROM counters WHERE id = 1';
const WRITE = 'UPDATE counters SET value = ? WHERE id = 1';

async function increment(database: Database): Promise<void> {
  await database.transaction(async (queries) => {
    const { value = -1 } = (await queries.get<{ value: number }>(READ)) ?? {};
    await queries.run(WRITE, value + 1);
  });
}

describe('a transaction', () => {
  it('loses no update, though many run at once', async () => {
    const database = await counter();
    await Promise.all(Array.from({ length: 100 }, () => increment(database)));
    expect(await database.get(READ)).toEqual({ value: 100 });
  });

  it('takes back everything when its work fails, and only its own', async () => {
    const database = await counter();
    const failing = database.transaction(async (queries) => {
      await queries.run(WRITE, 7);
      throw new Error('no');
    });
    // Not part of the transaction although it comes in the middle of it.
    const outside = database.run('INSERT INTO counters VALUES (2, 2)');
    await expect(failing).rejects.toThrow('no');
    await outside;
    expect(await database.all('SELECT * FROM counters ORDER BY id')).toEqual([
      { id: 1, value: 0 },
      { id: 2, value: 2 },
    ]);
    await increment(database);
    expect(await database.get(READ)).toEqual({ value: 1 });
  });

  it('is not seen by others before its end', async () => {
    const database = await counter();
    const writing = database.transaction((queries) => queries.run(WRITE, 7));
    const [, seen] = await Promise.all([writing, database.get(READ)]);
    expect(seen).toEqual({ value: 7 });
  });
});

describe('a connection', () => {
  it('39: writes to the disk before it says so, and lets readers go on meanwhile', async () => {
    const database = await counter();
    expect(await database.get('PRAGMA synchronous')).toEqual({ synchronous: 2 });
    expect(await database.get('PRAGMA journal_mode')).toEqual({ journal_mode: 'wal' });
    expect(await database.get('PRAGMA foreign_keys')).toEqual({ foreign_keys: 1 });
    expect(await database.get('PRAGMA busy_timeout')).toEqual({ timeout: 5000 });
  });
});

describe('a statement', () => {
  it('says what is wrong by rejecting, also where SQLite throws', async () => {
    const database = await counter();
    await expect(database.get('SELECT nonsense')).rejects.toThrow('no such column');
    await expect(database.run('INSERT INTO counters VALUES (1, 1)')).rejects.toThrow('UNIQUE');
    expect(await database.get('SELECT value FROM counters WHERE id = ?', 9)).toBeUndefined();
    expect(await database.run('DELETE FROM counters')).toEqual({ changes: 1 });
  });
});

describe('migrations', () => {
  const create = { name: 'a/0001', statements: ['CREATE TABLE a (x TEXT)'] };

  it('run once each, in order, also when two start at once', async () => {
    const file = join(temporaryFolder(), 'db.sqlite3');
    const database = open(file);
    const all = [create, { name: 'a/0002', statements: ["INSERT INTO a VALUES ('once')"] }];
    const ran = await Promise.all([migrate(database, all), migrate(database, all)]);
    expect(ran.flat().sort()).toEqual(['a/0001', 'a/0002']);
    expect(await migrate(open(file), all)).toEqual([]);
    expect(await open(file).all('SELECT x FROM a')).toEqual([{ x: 'once' }]);
  });

  it('leave nothing behind when one fails, and go on from there', async () => {
    const database = open(join(temporaryFolder(), 'db.sqlite3'));
    const broken = { name: 'b/0001', statements: ['CREATE TABLE b (x TEXT)', 'nonsense'] };
    await expect(migrate(database, [create, broken])).rejects.toThrow();
    await expect(database.get('SELECT * FROM b')).rejects.toThrow('no such table');
    const mended = { name: 'b/0001', statements: ['CREATE TABLE b (x TEXT)'] };
    expect(await migrate(database, [create, mended])).toEqual(['b/0001']);
  });
});

describe('opening', () => {
  it('45: a file that is no database, or in no folder, is refused in one line', () => {
    const folder = temporaryFolder();
    const file = join(folder, 'not-a-database');
    writeFileSync(file, 'x'.repeat(5000));
    for (const [path, reason] of [
      [file, /^DATABASE_URL: cannot open .*file is not a database.*\.$/],
      [join(folder, 'missing', 'db'), /^DATABASE_URL: the folder .*missing does not exist;.*\.$/],
      [folder, /^DATABASE_URL: cannot open .*\.$/],
    ] as const) {
      expect(() => openDatabase(`sqlite:${path}`)).toThrow(reason);
    }
    expect(() => openDatabase('mysql://x')).toThrow(/^DATABASE_URL: not an address/);
  });
});
