import { join } from 'node:path';
import { inject } from 'vitest';
import { freshSchema } from './fresh-postgres.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** The address of an empty database, in which the test is alone and with which it ends. */
export async function freshDatabase(): Promise<string> {
  const server = inject('postgres');
  if (server !== undefined) return freshSchema(server);
  return Promise.resolve(`sqlite:${join(temporaryFolder(), 'db.sqlite3')}`);
}
