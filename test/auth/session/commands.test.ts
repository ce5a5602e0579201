import { expect } from 'vitest';
import type { Database } from '../../../src/database/database.ts';
import { addUser, test } from '../../support/command.ts';

const INSERT = `
  INSERT INTO sessions
    (digest, user_id, credentials_epoch, data, created_at, expires_at, ends_at)
  SELECT ?, id, 0, '{}', 0, ?, ? FROM users WHERE username = 'alice'`;

async function digests(database: Database): Promise<string[]> {
  const rows = await database.all<{ digest: string }>('SELECT digest FROM sessions');
  return rows.map(({ digest }) => digest);
}

test.concurrent('clearsessions deletes expired sessions and no others', async ({ commandLine }) => {
  const { manage, openDependencies } = commandLine;
  const dependencies = await openDependencies();
  await addUser(dependencies, 'alice', 'correct horse');
  const { database } = dependencies;
  const inAnHour = Date.now() + 3_600_000;
  await database.run(INSERT, 'long expired', 1, 2);
  await database.run(INSERT, 'alive', inAnHour, inAnHour);

  expect(await manage(['clearsessions'])).toEqual({
    exitCode: 0,
    stdout: 'Deleted 1 expired session.\n',
    stderr: '',
  });
  expect(await digests(database)).toEqual(['alive']);
});
