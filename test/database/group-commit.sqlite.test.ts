import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openConnection } from '../../src/database/sqlite/driver.ts';
import type { Connection } from '../../src/database/sqlite/driver.ts';
import { GroupCommit } from '../../src/database/sqlite/group-commit.ts';
import { openDatabase } from '../../src/database/open.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const FULL = 'synchronous = FULL';
const NORMAL = 'synchronous = NORMAL';

/** A table of one column, and what its connection is told beside its statements. */
function openTable(): { connection: Connection; commits: GroupCommit; told: string[] } {
  const connection = openConnection(join(temporaryFolder(), 'db.sqlite3'));
  onTestFinished(() => {
    connection.close();
  });
  connection.pragma('journal_mode = WAL');
  connection.pragma(FULL);
  connection.exec('CREATE TABLE numbers (number TEXT PRIMARY KEY)');
  const told: string[] = [];
  for (const method of ['exec', 'pragma'] as const) {
    const run = connection[method].bind(connection) as (text: string) => never;
    vi.spyOn(connection, method).mockImplementation((text: string) => {
      told.push(text);
      return run(text);
    });
  }
  return { connection, commits: new GroupCommit(connection, () => undefined), told };
}

function insert(connection: Connection, number: string): () => unknown {
  return () => connection.prepare('INSERT INTO numbers VALUES (?)').run(number);
}

describe('statements of one turn', () => {
  it('are committed together, and one by itself without a word', async () => {
    const { connection, commits, told } = openTable();
    const add = (number: number): Promise<unknown> =>
      commits.add(insert(connection, `${number}`), true);
    await Promise.all(Array.from({ length: 50 }, (_, number) => add(number)));
    expect(told.splice(0)).toEqual(['BEGIN IMMEDIATE', 'COMMIT']);
    await add(50);
    expect(told).toEqual([]);
    expect(connection.prepare('SELECT COUNT(*) FROM numbers').pluck().get()).toBe(51);
  });

  it('39: wait for the disk unless none of them has to', async () => {
    const { connection, commits, told } = openTable();
    const add = (number: string, isSynced: boolean): Promise<unknown> =>
      commits.add(insert(connection, number), isSynced);
    await Promise.all([add('a', false), add('b', true)]);
    expect(told.splice(0)).toEqual(['BEGIN IMMEDIATE', 'COMMIT']);
    await add('c', false);
    await add('d', false);
    expect(told.splice(0)).toEqual([NORMAL]);
    await add('e', true);
    expect(told.splice(0)).toEqual([FULL]);
    await add('f', false);
    await commits.transaction(() => Promise.resolve());
    expect(told).toEqual([NORMAL, FULL, 'BEGIN IMMEDIATE', 'COMMIT']);
  });

  it('41: are all refused, and none is written, where the disk is full', async () => {
    const { connection, commits } = openTable();
    const pages = connection.prepare<[], number>('PRAGMA page_count').pluck().get() ?? 0;
    connection.pragma(`max_page_count = ${pages + 2}`);
    const numbers = ['a', 'b'.repeat(100_000), 'c'];
    const ends = await Promise.allSettled(
      numbers.map((number) => commits.add(insert(connection, number), true)),
    );
    expect(ends.map((end) => end.status)).toContain('rejected');
    for (const [index, { status }] of ends.entries()) {
      const found = connection
        .prepare('SELECT 1 FROM numbers WHERE number = ?')
        .get(numbers[index]);
      expect(found !== undefined).toBe(status === 'fulfilled');
    }
  });

  it('are written before the database is closed', async () => {
    const file = join(temporaryFolder(), 'db.sqlite3');
    const database = openDatabase(`sqlite:${file}`);
    await database.run('CREATE TABLE numbers (number TEXT PRIMARY KEY)');
    const numbers = ['a', 'b'];
    const writing = numbers.map((number) => database.run('INSERT INTO numbers VALUES (?)', number));
    await Promise.all([...writing, database.close()]);
    const connection = openConnection(file);
    expect(connection.prepare('SELECT number FROM numbers').pluck().all()).toEqual(numbers);
    connection.close();
  });
});

describe('writers', () => {
  it('40: ask for a lock that another process holds one at a time, however many wait', async () => {
    const { connection, commits, told } = openTable();
    connection.pragma('busy_timeout = 0');
    const other = openConnection(connection.name);
    onTestFinished(() => {
      other.close();
    });
    other.exec('BEGIN IMMEDIATE');
    const numbers = Array.from({ length: 50 }, (_, number) => `${number}`);
    const writing = numbers.map((number) =>
      commits.transaction(async () => {
        insert(connection, number)();
      }),
    );
    await wait(50);
    const attempts = told.filter((text) => text === 'BEGIN IMMEDIATE').length;
    expect(attempts).toBeGreaterThan(0);
    expect(attempts).toBeLessThan(numbers.length);
    other.exec('COMMIT');
    await Promise.all(writing);
    expect(connection.prepare('SELECT number FROM numbers').pluck().all()).toEqual(numbers);
  });
});
