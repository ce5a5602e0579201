import { describe, expect, it } from 'vitest';
import { freshDatabase } from '../support/fresh-database.ts';
import { open, openCounter, WRITE } from './counter.ts';

const INSERT = 'INSERT INTO counters (id, value) VALUES (?, ?)';
const ALL = 'SELECT id, value FROM counters ORDER BY id';

/** How each of some statements ended. */
async function ends(statements: readonly Promise<unknown>[]): Promise<string[]> {
  return (await Promise.allSettled(statements)).map(({ status }) => status);
}

describe('statements of one turn', () => {
  it('39: are in the database once they are answered, each with what it returns', async () => {
    const url = await freshDatabase();
    const database = await openCounter(url);
    const [changes, row, rows] = await Promise.all([
      database.run(INSERT, 2, 20),
      database.get(`${INSERT} RETURNING value`, 3, 30),
      database.unsynced.all(`${INSERT} RETURNING id`, 4, 40),
    ]);
    expect([changes.changes, row, rows]).toEqual([1, { value: 30 }, [{ id: 4 }]]);
    expect(await open(url).all(ALL)).toHaveLength(4);
  });

  it('fail by themselves, and the others are written', async () => {
    const database = await openCounter(await freshDatabase());
    const statements = [
      database.run(INSERT, 2, 20),
      database.run(INSERT, 1, 10),
      database.run('INSERT INTO nothing VALUES (1)'),
      database.unsynced.run(INSERT, 3, 30),
    ];
    expect(await ends(statements)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
    expect(await database.all(ALL)).toEqual([
      { id: 1, value: 0 },
      { id: 2, value: 20 },
      { id: 3, value: 30 },
    ]);
  });

  it('are no part of a transaction that goes on, nor of its failure', async () => {
    const database = await openCounter(await freshDatabase());
    const failing = database.transaction('counters', async (queries) => {
      await queries.run(WRITE, 7);
      throw new Error('no');
    });
    const statements = [failing, database.run(INSERT, 2, 20), database.run(INSERT, 3, 30)];
    expect(await ends(statements)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
    expect(await database.all(ALL)).toEqual([
      { id: 1, value: 0 },
      { id: 2, value: 20 },
      { id: 3, value: 30 },
    ]);
  });
});
