import { isDeepStrictEqual } from 'node:util';
import pg from 'pg';
import { expect, it, onTestFinished } from 'vitest';
import { migratedDatabase } from '../support/fresh-database.ts';
import { EMPTY_SCHEMA } from '../support/empty-schema.ts';
import { lendDatabase } from '../support/lent-database.ts';

/** What a test may change in its schema, and whether that keeps others from having the schema next. */
const CHANGES: readonly (readonly [what: string, isLasting: boolean, statements: string])[] = [
  ['rows', false, "INSERT INTO leases (name, ends_at) VALUES ('a', 1)"],
  ['statistics', false, 'ANALYZE sessions'],
  ['a table', true, 'CREATE TABLE others (id BIGINT)'],
  ['an index', true, 'DROP INDEX sessions_user_id'],
  ['a default', true, 'ALTER TABLE sessions ALTER COLUMN last_seen_at SET DEFAULT 7'],
  ['a check', true, 'ALTER TABLE sessions ADD CHECK (user_id > 0)'],
  ['a foreign key', true, 'ALTER TABLE sessions DROP CONSTRAINT sessions_user_id_fkey'],
  [
    'a trigger',
    true,
    `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
     CREATE TRIGGER refuse BEFORE INSERT ON sessions FOR EACH ROW EXECUTE FUNCTION refuse()`,
  ],
  ['what has migrated', true, "INSERT INTO migrations (name, applied_at) VALUES ('a', 1)"],
];

it.each(CHANGES)('a schema changes its shape with %s: %s', async (_what, isLasting, statements) => {
  const client = new pg.Client(await migratedDatabase());
  onTestFinished(() => client.end());
  await client.connect();
  const shape = async (): Promise<unknown> => {
    const { rows } = await client.query(`SELECT public.${EMPTY_SCHEMA}(current_schema) AS shape`);
    return rows;
  };
  const before = await shape();
  await client.query(statements);
  expect(isDeepStrictEqual(await shape(), before)).toBe(!isLasting);
});

it('a database that is lent to a test ends with it, and its connections go on', async () => {
  const address = await migratedDatabase();
  const first = lendDatabase(address);
  const pid = 'SELECT pg_backend_pid() AS pid';
  const connection = await first.get(pid);
  let hasEnded = false;
  const late = first.get('SELECT pg_sleep(0.1)').then(() => (hasEnded = true));
  await first.close();
  expect(hasEnded).toBe(true);
  await late;
  await expect(first.get(pid)).rejects.toThrow('has ended');
  const second = lendDatabase(address);
  onTestFinished(() => second.close());
  const others = await Promise.all([second.get(pid), second.get(pid)]);
  expect(others).toContainEqual(connection);
});
