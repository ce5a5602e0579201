import type { Database } from './database.ts';
import type { Migration } from './migrate.ts';

/** Which process of many does what one is to do: until when it is taken. */
export const leaseMigrations: readonly Migration[] = [
  {
    name: 'leases/0001-create',
    statements: ['CREATE TABLE leases (name TEXT PRIMARY KEY, ends_at INTEGER NOT NULL)'],
  },
];

const TAKE = `
  INSERT INTO leases (name, ends_at) VALUES (?, ?)
  ON CONFLICT (name) DO UPDATE SET ends_at = excluded.ends_at
  WHERE leases.ends_at <= ? OR leases.ends_at > ?`;

/**
 * Takes what one of all the processes on a database is to do now and then, whether or not they know of
 * each other. One of several that ask at once gets it.
 *
 * A lease that ends more than one length after this one would was taken by a clock that is far ahead; it
 * counts for nothing, or nobody would have one until that time has come.
 *
 * @param name of what is to be done.
 * @param now Unix milliseconds.
 * @param length milliseconds until it can be taken again, also when the process has died meanwhile.
 * @returns whether it is this process's to do.
 */
export async function takeLease(
  database: Database,
  name: string,
  now: number,
  length: number,
): Promise<boolean> {
  const values = [name, now + length, now, now + 2 * length];
  return (await database.run(TAKE, ...values)).changes === 1;
}
