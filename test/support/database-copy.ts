import { readFileSync } from 'node:fs';
import { copyOfPostgres } from './postgres-copy.ts';
import type { TestServer } from './server.ts';

/** The bytes that a thief of the database has. */
export async function copyOfDatabase({ databaseUrl, dependencies }: TestServer): Promise<Buffer> {
  const { database } = dependencies;
  if (databaseUrl.startsWith('postgres')) return copyOfPostgres(database);
  // A write of its own, so that there is a log to copy.
  await database.run('PRAGMA user_version = 1');
  const file = databaseUrl.slice('sqlite:'.length);
  return Buffer.concat([readFileSync(file), readFileSync(`${file}-wal`)]);
}
