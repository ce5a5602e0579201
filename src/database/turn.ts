import type { Database } from './database.ts';
import type { Migration } from './migrate.ts';

/** When what is done in turns may be done next. */
export const turnMigrations: readonly Migration[] = [
  {
    name: 'turns/0001-create',
    statements: ['CREATE TABLE turns (name TEXT PRIMARY KEY, next_at INTEGER NOT NULL)'],
  },
];

const TAKE = `
  INSERT INTO turns (name, next_at) VALUES (?, ?)
  ON CONFLICT (name) DO UPDATE SET next_at = excluded.next_at
  WHERE turns.next_at <= ? OR turns.next_at > ?`;

/**
 * Asks whether it is this process's turn to do what one of all the processes on a database is to do now
 * and then, whether or not they know of each other. Of several that ask at once one gets it.
 *
 * A turn that is more than one after the next was written down by a clock that is far ahead; it counts
 * for nothing, or nobody would have a turn until that time has come.
 *
 * @param name of what is to be done.
 * @param now Unix milliseconds.
 * @param length milliseconds until the next turn. A process that dies meanwhile leaves it to the others.
 */
export async function takeTurn(
  database: Database,
  name: string,
  now: number,
  length: number,
): Promise<boolean> {
  const values = [name, now + length, now, now + 2 * length];
  return (await database.run(TAKE, ...values)).changes === 1;
}
