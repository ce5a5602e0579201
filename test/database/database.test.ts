import { describe, expect, it } from 'vitest';
import { migrate } from '../../src/database/migrate.ts';
import { freshDatabase } from '../support/fresh-database.ts';
import { increment, open, openCounter, READ, WRITE } from './counter.ts';

describe('a transaction', () => {
  it('loses no update, though many run at once', async () => {
    const database = await openCounter(await freshDatabase());
    await Promise.all(Array.from({ length: 100 }, () => increment(database)));
    expect(await database.get(READ)).toEqual({ value: 100 });
  });

  it('takes back everything when its work fails, and only its own', async () => {
    const database = await openCounter(await freshDatabase());
    const failing = database.transaction('counters', async (queries) => {
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
    const database = await openCounter(await freshDatabase());
    const writing = database.transaction('counters', async (queries) => {
      await queries.run(WRITE, 7);
      await queries.run(WRITE, 8);
    });
    const seen = await Promise.all(Array.from({ length: 5 }, () => database.get(READ)));
    await writing;
    for (const row of seen) expect([{ value: 0 }, { value: 8 }]).toContainEqual(row);
    expect(await database.get(READ)).toEqual({ value: 8 });
  });
});

describe('a statement', () => {
  it('says what is wrong by rejecting', async () => {
    const database = await openCounter(await freshDatabase());
    await expect(database.get('SELECT nonsense')).rejects.toThrow(/no such column|does not exist/);
    await expect(database.run('INSERT INTO counters VALUES (1, 1)')).rejects.toThrow(/unique/i);
    expect(await database.get('SELECT value FROM counters WHERE id = ?', 9)).toBeUndefined();
    expect(await database.run('DELETE FROM counters')).toEqual({ changes: 1 });
  });

  it('gives every value back as it was, and finds what it can hold no value of', async () => {
    const database = open(await freshDatabase());
    await migrate(database, [
      {
        name: 'a/0001',
        statements: [
          `CREATE TABLE items (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL UNIQUE,
            bytes BLOB,
            ends_at BIGINT
          )`,
          'CREATE UNIQUE INDEX items_open ON items (name) WHERE ends_at IS NULL',
        ],
      },
    ]);
    const insert = 'INSERT INTO items (name, bytes, ends_at) VALUES (?, ?, ?) RETURNING *';
    const bytes = Buffer.from([0, 0xff, 0x27, 0x3f]);
    expect(await database.get(insert, "it's? 漢字", bytes, Number.MAX_SAFE_INTEGER)).toEqual({
      id: 1,
      name: "it's? 漢字",
      bytes,
      ends_at: Number.MAX_SAFE_INTEGER,
    });
    expect(await database.get('SELECT COUNT(*) AS count FROM items')).toEqual({ count: 1 });
    expect(await database.get("SELECT '?' AS mark, id FROM items WHERE id = ?", 1)).toEqual({
      mark: '?',
      id: 1,
    });
    const select = 'SELECT id FROM items WHERE id = ?';
    for (const id of [2 ** 31, Number.MAX_SAFE_INTEGER, -1]) {
      expect(await database.get(select, id)).toBeUndefined();
    }
    const selectByName = 'SELECT id FROM items WHERE name = ?';
    for (const name of ["it's? 漢字\0", '\0', '\ud800', "IT'S? 漢字", "' OR 1=1 --", '']) {
      expect(await database.get(selectByName, name)).toBeUndefined();
    }
  });

  it('compares text by its bytes, whatever the language', async () => {
    const database = open(await freshDatabase());
    const statements = ['CREATE TABLE names (name TEXT PRIMARY KEY)'];
    await migrate(database, [{ name: 'a/0001', statements }]);
    const names = ['B', 'Root', '_', 'a', 'root', 'z', 'é', 'e\u0301', '漢', '😀', '\uffee'];
    for (const name of names) await database.run('INSERT INTO names VALUES (?)', name);
    const rows = await database.all<{ name: string }>('SELECT name FROM names ORDER BY name');
    const byBytes = [...names].sort((one, other) =>
      Buffer.compare(Buffer.from(one), Buffer.from(other)),
    );
    expect(rows.map(({ name }) => name)).toEqual(byBytes);
  });

  it('never gives an id out twice', async () => {
    const database = open(await freshDatabase());
    const statements = ['CREATE TABLE items (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT)'];
    await migrate(database, [{ name: 'a/0001', statements }]);
    const insert = 'INSERT INTO items (name) VALUES (?) RETURNING id';
    expect(await database.get(insert, 'one')).toEqual({ id: 1 });
    await database.run('DELETE FROM items');
    expect(await database.get(insert, 'two')).toEqual({ id: 2 });
  });
});

describe('migrations', () => {
  const create = { name: 'a/0001', statements: ['CREATE TABLE a (x TEXT)'] };

  it('run once each, in order, also when two start at once', async () => {
    const url = await freshDatabase();
    const database = open(url);
    const all = [create, { name: 'a/0002', statements: ["INSERT INTO a VALUES ('once')"] }];
    const ran = await Promise.all([migrate(database, all), migrate(database, all)]);
    expect(ran.flat().sort()).toEqual(['a/0001', 'a/0002']);
    expect(await migrate(open(url), all)).toEqual([]);
    expect(await open(url).all('SELECT x FROM a')).toEqual([{ x: 'once' }]);
  });

  it('leave nothing behind when one fails, and go on from there', async () => {
    const database = open(await freshDatabase());
    const broken = { name: 'b/0001', statements: ['CREATE TABLE b (x TEXT)', 'nonsense'] };
    await expect(migrate(database, [create, broken])).rejects.toThrow();
    await expect(database.get('SELECT * FROM b')).rejects.toThrow(/no such table|does not exist/);
    const mended = { name: 'b/0001', statements: ['CREATE TABLE b (x TEXT)'] };
    expect(await migrate(database, [create, mended])).toEqual(['b/0001']);
  });
});
