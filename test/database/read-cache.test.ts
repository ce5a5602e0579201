import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Database } from '../../src/database/database.ts';
import { ReadCache } from '../../src/database/sqlite/read-cache.ts';
import { freshDatabase } from '../support/fresh-database.ts';
import { open, openCounter, READ, WRITE } from './counter.ts';

const FIND = 'SELECT value FROM counters WHERE id = ?';
const SUBJECT = 'counters';

async function valueOf(database: Database, id = 1): Promise<number | undefined> {
  return (await database.find<{ value: number }>(FIND, id))?.value;
}

/** A counter that was found before, and the other users of its database. */
async function foundCounter(): Promise<{ database: Database; other: Database }> {
  const url = await freshDatabase();
  const database = await openCounter(url);
  expect(await valueOf(database)).toBe(0);
  return { database, other: open(url) };
}

/** Name of a way to write 7 → it. */
const WRITERS: Record<string, (database: Database) => Promise<unknown>> = {
  'by a statement': (database) => database.run(WRITE, 7),
  'and reads back': (database) => database.get(`${WRITE} RETURNING value`, 7),
  'and reads all back': (database) => database.all(`${WRITE} RETURNING value`, 7),
  'in a transaction': (database) =>
    database.transaction(SUBJECT, (queries) => queries.run(WRITE, 7)),
};

describe.each(Object.entries(WRITERS))('90: what somebody writes %s', (_how, write) => {
  it.each(['database', 'other'] as const)('is what is found next (%s)', async (who) => {
    const counter = await foundCounter();
    await write(counter[who]);
    expect(await valueOf(counter.database)).toBe(7);
    expect(await valueOf(counter.other)).toBe(7);
  });
});

describe('90: a row that was found', () => {
  it('is found while a transaction goes on elsewhere, as it was before', async () => {
    const { database, other } = await foundCounter();
    const writing = other.transaction(SUBJECT, async (queries) => {
      await queries.run(WRITE, 7);
      expect(await valueOf(database)).toBe(0);
    });
    await writing;
    expect(await valueOf(database)).toBe(7);
  });

  it('is what it was after a transaction that failed', async () => {
    const { database } = await foundCounter();
    const failing = database.transaction(SUBJECT, async (queries) => {
      await queries.run(WRITE, 7);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await valueOf(database)).toBe(0);
  });

  it('is gone once it was deleted, and there once it was made', async () => {
    const { database, other } = await foundCounter();
    await other.run('DELETE FROM counters');
    expect(await valueOf(database)).toBeUndefined();
    await other.run('INSERT INTO counters VALUES (1, 3)');
    expect(await valueOf(database)).toBe(3);
  });

  it('belongs to all of its key', async () => {
    const { database } = await foundCounter();
    await database.run('INSERT INTO counters VALUES (2, 2)');
    const both = 'SELECT value FROM counters WHERE id = ? AND value = ?';
    expect(await database.find(both, 2, 2)).toEqual({ value: 2 });
    expect(await database.find(both, 2, 3)).toBeUndefined();
    expect(await valueOf(database, 2)).toBe(2);
    expect(await valueOf(database, 1)).toBe(0);
  });
});

/** No transaction goes on. */
const IDLE = { openTransaction: undefined };

/** A cache over one counter, and how often it was asked for its version. */
function watchedCache(): { cache: ReadCache; counter: { value: number }; asked: () => number } {
  const counter = { value: 0 };
  let asked = 0;
  const version = (): number => {
    asked++;
    return counter.value;
  };
  const cache = new ReadCache({ version, use: () => ({ ...counter }) }, IDLE);
  return { cache, counter, asked: () => asked };
}

describe('90: rows that are asked for in one turn of the event loop', () => {
  it('take one look at the version', async () => {
    const { cache, asked } = watchedCache();
    await Promise.all(['a', 'b', 'a'].map((key) => cache.find(FIND, [key])));
    expect(asked()).toBe(1);
    await cache.find(FIND, ['a']);
    expect(asked()).toBe(2);
  });

  it('are as they stand at its end, for a request may have come meanwhile', async () => {
    const { cache, counter } = watchedCache();
    expect(await cache.find(FIND, ['a'])).toEqual({ value: 0 });
    const first = cache.find(FIND, ['a']);
    counter.value = 1;
    expect(await Promise.all([first, cache.find(FIND, ['a'])])).toEqual([
      { value: 1 },
      { value: 1 },
    ]);
  });

  it('fail alone', async () => {
    const use = (_method: string, _sql: string, [key]: readonly unknown[]): unknown => {
      if (key === 'bad') throw new Error('bad');
      return { key };
    };
    const cache = new ReadCache({ version: () => 0, use }, IDLE);
    const found = await Promise.allSettled(['bad', 'good'].map((key) => cache.find(FIND, [key])));
    expect(found.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  });
});

it('90: reads between two transactions, however soon the next one begins', async () => {
  const commits: { openTransaction: Promise<unknown> | undefined } = { openTransaction: undefined };
  const begin = (): Promise<unknown> =>
    (commits.openTransaction = wait(10).then(() => (commits.openTransaction = undefined)));
  const next = begin().then(() => Promise.resolve().then(begin));
  const use = (): unknown => ({ isInOne: commits.openTransaction !== undefined });
  const cache = new ReadCache({ version: () => 0, use }, commits);
  expect(await cache.find(FIND, ['a'])).toEqual({ isInOne: false });
  await next;
});

it('asks for a row again only when something was written', async () => {
  const { database } = await foundCounter();
  const row = await database.find(READ);
  const isRemembered = (await database.find(READ)) === row;
  const { protocol } = new URL(await freshDatabase());
  // PostgreSQL can only be asked.
  expect(isRemembered).toBe(protocol === 'sqlite:');
  await database.run(WRITE, 0);
  expect(await database.find(READ)).not.toBe(row);
});
