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
  ON CONFLICT (name) DO UPDATE SET next_at = excluded.next_at WHERE turns.next_at <= ?`;

/**
 * Asks whether it is this process's turn to do what one of all the processes on a database is to do now
 * and then, whether or not they know of each other. Of several that ask at once one gets it.
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
  return (await database.run(TAKE, name, now + length, now)).changes === 1;
}
