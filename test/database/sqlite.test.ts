import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openConnection } from '../../src/database/sqlite/driver.ts';
import { openDatabase } from '../../src/database/open.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { increment, open, openCounter, READ, WRITE } from './counter.ts';

function newFile(): string {
  return `sqlite:${join(temporaryFolder(), 'db.sqlite3')}`;
}

describe('a connection', () => {
  it('39: writes to the disk before it says so, and lets readers go on meanwhile', async () => {
    const database = await openCounter(newFile());
    expect(await database.get('PRAGMA synchronous')).toEqual({ synchronous: 2 });
    expect(await database.get('PRAGMA journal_mode')).toEqual({ journal_mode: 'wal' });
    expect(await database.get('PRAGMA foreign_keys')).toEqual({ foreign_keys: 1 });
  });

  it('40: waits for another process’s lock while its own process goes on', async () => {
    const database = await openCounter(newFile());
    const { file } = (await database.get<{ file: string }>('PRAGMA database_list')) ?? {};
    const other = openConnection(file ?? '');
    onTestFinished(() => {
      other.close();
    });
    other.exec('BEGIN IMMEDIATE');
    const writing = Promise.all([database.run(WRITE, 7), increment(database)]);
    // Nothing here could end the other transaction if the wait for it blocked.
    expect(await database.get(READ)).toEqual({ value: 0 });
    other.exec('UPDATE counters SET value = 1; COMMIT');
    await writing;
    expect([7, 8]).toContain((await database.get<{ value: number }>(READ))?.value);
  });
});

describe('an outage', () => {
  const unavailable = { status: 503, headers: { 'Retry-After': '5' } };

  it('41: a full disk refuses writes whole, and only for as long as it is full', async () => {
    const database = await openCounter(newFile());
    await database.run('CREATE TABLE ballast (data TEXT)');
    const { page_count: pages } =
      (await database.get<{ page_count: number }>('PRAGMA page_count')) ?? {};
    await database.get(`PRAGMA max_page_count = ${(pages ?? 0) + 2}`);
    const fill = (): Promise<unknown> =>
      database.transaction('counters', async (queries) => {
        await queries.run(WRITE, 7);
        await queries.run('INSERT INTO ballast VALUES (?)', 'x'.repeat(100_000));
      });
    await expect(fill()).rejects.toMatchObject({
      ...unavailable,
      cause: { code: 'SQLITE_FULL' },
    });
    expect(await database.get(READ)).toEqual({ value: 0 });
    expect(await database.get('SELECT * FROM ballast')).toBeUndefined();
    await database.get('PRAGMA max_page_count = 1000000');
    await fill();
    expect(await database.get(READ)).toEqual({ value: 7 });
  });

  it('41: a file system that is read-only refuses writes, and reads go on', async () => {
    const database = await openCounter(newFile());
    // What SQLite says then, too.
    await database.run('PRAGMA query_only = ON');
    await expect(database.run(WRITE, 7)).rejects.toMatchObject(unavailable);
    await expect(increment(database)).rejects.toMatchObject(unavailable);
    expect(await database.get(READ)).toEqual({ value: 0 });
    await database.run('PRAGMA query_only = OFF');
    await increment(database);
    expect(await database.get(READ)).toEqual({ value: 1 });
  });

  it('41: a file that was removed takes no writes, which would be lost, until it is back', async () => {
    const file = join(temporaryFolder(), 'db.sqlite3');
    const database = open(`sqlite:${file}`);
    await database.run('CREATE TABLE counters (id INTEGER PRIMARY KEY, value INTEGER NOT NULL)');
    await database.run('INSERT INTO counters VALUES (1, 0)');
    renameSync(file, `${file}.away`);
    await expect(database.run(WRITE, 7)).rejects.toMatchObject(unavailable);
    await expect(increment(database)).rejects.toMatchObject(unavailable);
    const returning = 'UPDATE counters SET value = 7 RETURNING value';
    await expect(database.get(returning)).rejects.toMatchObject(unavailable);
    await expect(database.all(returning)).rejects.toMatchObject(unavailable);
    writeFileSync(file, '');
    await expect(increment(database)).rejects.toMatchObject(unavailable);
    expect(await database.get(READ)).toEqual({ value: 0 });
    renameSync(`${file}.away`, file);
    await increment(database);
    expect(await database.get(READ)).toEqual({ value: 1 });
  });

  it('41: a log that was removed takes no writes, which would be lost', async () => {
    const file = join(temporaryFolder(), 'db.sqlite3');
    const database = await openCounter(`sqlite:${file}`);
    await database.run(WRITE, 1);
    renameSync(`${file}-wal`, `${file}-wal.away`);
    await expect(database.run(WRITE, 7)).rejects.toMatchObject(unavailable);
    await expect(increment(database)).rejects.toMatchObject(unavailable);
    expect(await database.get(READ)).toEqual({ value: 1 });
    renameSync(`${file}-wal.away`, `${file}-wal`);
    await increment(database);
    expect(await database.get(READ)).toEqual({ value: 2 });
  });

  it('41: a commit that fails is not taken for one that was made, whatever it returns', async () => {
    const database = await openCounter(newFile());
    // What may stand until the commit fails there, as a write to a full disk can.
    await database.run(`CREATE TABLE children (
      parent INTEGER REFERENCES counters (id) DEFERRABLE INITIALLY DEFERRED)`);
    const orphan = 'INSERT INTO children VALUES (99) RETURNING parent';
    await expect(database.get(orphan)).rejects.toThrow('FOREIGN KEY');
    await expect(database.all(orphan)).rejects.toThrow('FOREIGN KEY');
    expect(await database.get('SELECT * FROM children')).toBeUndefined();
  });

  it('41: a file whose folder has become something else takes no writes, until it is back', async () => {
    const folder = join(temporaryFolder(), 'var');
    mkdirSync(folder);
    const database = open(`sqlite:${join(folder, 'db.sqlite3')}`);
    await database.run('CREATE TABLE counters (id INTEGER PRIMARY KEY, value INTEGER NOT NULL)');
    await database.run('INSERT INTO counters VALUES (1, 0)');
    renameSync(folder, `${folder}.away`);
    for (const replace of [
      () => {
        writeFileSync(folder, '');
      },
      () => {
        symlinkSync(folder, folder);
      },
    ]) {
      replace();
      await expect(increment(database)).rejects.toMatchObject(unavailable);
      await expect(database.ping()).rejects.toMatchObject(unavailable);
      rmSync(folder);
    }
    renameSync(`${folder}.away`, folder);
    await increment(database);
    expect(await database.get(READ)).toEqual({ value: 1 });
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
      [folder, /^DATABASE_URL: cannot open .*is a folder, a pipe or a device.*; name a file\.$/],
      [
        '/dev/null',
        /^DATABASE_URL: cannot open .*is a folder, a pipe or a device.*; name a file\.$/,
      ],
    ] as const) {
      expect(() => openDatabase(`sqlite:${path}`)).toThrow(reason);
    }
    expect(() => openDatabase('mysql://x')).toThrow(/^DATABASE_URL: not an address/);
  });

  it('45: a file that may not be written, or made, is refused in one line', () => {
    const folder = temporaryFolder();
    const file = join(folder, 'db.sqlite3');
    writeFileSync(file, '');
    chmodSync(file, 0o444);
    chmodSync(folder, 0o555);
    // The superuser may do everything, so it is somebody else for a moment.
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) process.seteuid?.(65_534);
    try {
      for (const path of [file, join(folder, 'new')]) {
        const line = /^DATABASE_URL: cannot open .* \(EACCES.*\); .*\.$/;
        expect(() => openDatabase(`sqlite:${path}`)).toThrow(line);
      }
    } finally {
      if (isRoot) process.seteuid?.(0);
      chmodSync(folder, 0o755);
    }
  });
});
