import { expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../src/database/open.ts';
import { takeLease } from '../../src/database/lease.ts';
import { migratedDatabase } from '../support/fresh-database.ts';

/** Milliseconds until it can be taken again. */
const LENGTH = 3_600_000;

const START = Date.UTC(2026, 0, 1);

it('gives a lease to one of those that ask at once, and the next one when it has ended', async () => {
  const database = openDatabase(await migratedDatabase());
  onTestFinished(() => database.close());
  const ask = (now: number): Promise<boolean> => takeLease(database, 'test', now, LENGTH);
  const asked = await Promise.all(Array.from({ length: 5 }, () => ask(START)));
  expect(asked.filter(Boolean)).toHaveLength(1);
  expect(await ask(START + LENGTH - 1)).toBe(false);
  expect(await ask(START + LENGTH)).toBe(true);
});

it('44: a lease that was taken by a clock far ahead keeps nobody waiting until then', async () => {
  const database = openDatabase(await migratedDatabase());
  onTestFinished(() => database.close());
  const ask = (now: number): Promise<boolean> => takeLease(database, 'test', now, LENGTH);
  const year = 365 * 86_400_000;
  expect(await ask(START + year)).toBe(true);
  expect(await ask(START)).toBe(true);
  expect(await ask(START + 1000)).toBe(false);
  expect(await ask(START + LENGTH)).toBe(true);
});
