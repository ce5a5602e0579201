import { expect, it, onTestFinished } from 'vitest';
import { aroundStatements } from '../../src/database/around.ts';
import type { Database, SqlValue } from '../../src/database/database.ts';
import { openDatabase } from '../../src/database/open.ts';
import { MOST_COUNTED, UserListing } from '../../src/users/listing.ts';
import { migratedDatabase } from '../support/fresh-database.ts';
import { addManyUsers } from '../support/many-users.ts';

/** A database that tells how SQLite goes about what is read: statement → plan. */
function explained(database: Database, plans: Map<string, string>): Database {
  const explain = async (sql: string, values: readonly SqlValue[]): Promise<void> => {
    const steps = await database.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, ...values);
    plans.set(sql, steps.map(({ detail }) => detail).join('\n'));
  };
  return {
    ...aroundStatements(database, (statement) => statement()),
    get: async (sql, ...values) => {
      await explain(sql, values);
      return database.get(sql, ...values);
    },
    all: async (sql, ...values) => {
      await explain(sql, values);
      return database.all(sql, ...values);
    },
  };
}

it('82: a list of many users is never read through, nor sorted', async () => {
  const database = openDatabase(await migratedDatabase());
  onTestFinished(() => database.close());
  await addManyUsers(database, MOST_COUNTED + 500);
  const plans = new Map<string, string>();
  const listing = new UserListing(explained(database, plans), Date.now);
  for (const text of ['', 'user', 'user123', 'u']) {
    const found = await listing.find(text);
    const [user] = await found.skip(5, 1);
    if (user === undefined) throw new Error(`${text} is not found`);
    expect(await found.after(found.positionOf(user), 5)).toHaveLength(5);
    expect(await found.before(found.positionOf(user), 5)).toHaveLength(5);
  }
  expect(plans.size).toBeGreaterThan(10);
  for (const [sql, plan] of plans) {
    // Names and ids alone, where they are counted or passed over.
    expect(plan, sql).not.toMatch(/SCAN users\b(?! USING COVERING INDEX)/);
    // The users of one page, or as many as are counted at most.
    if (!/MATERIALIZED|id IN/.test(sql)) expect(plan, sql).not.toContain('TEMP B-TREE');
  }
});
