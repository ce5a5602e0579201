import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { migrate } from '../../src/database/migrate.ts';
import { openDatabase } from '../../src/database/open.ts';
import { userMigrations } from '../../src/users/migrations.ts';
import { UserStore } from '../../src/users/store.ts';
import { freshDatabase } from '../support/fresh-database.ts';

it('whose credentials ended before it was known when, they ended at the latest when that came to be', async () => {
  const database = openDatabase(await freshDatabase());
  onTestFinished(() => database.close());
  await migrate(database, userMigrations.slice(0, 1));
  const insert = `
    INSERT INTO users (username, email, password, is_active, is_superuser, credentials_epoch, created_at)
    VALUES (?, '', '!', 1, 0, ?, 0)`;
  await database.run(insert, 'never', 0);
  await database.run(insert, 'before', 3);
  const before = Date.now();
  await migrate(database, userMigrations);
  const users = new UserStore(database, Date.now);
  expect(await users.findByUsername('never')).toMatchObject({
    credentialsEndedAt: null,
    passwordChangedAt: null,
  });
  const ended = await users.findByUsername('before');
  expect(ended?.credentialsEndedAt).toBeGreaterThanOrEqual(before);
  expect(ended).toMatchObject({ credentialsEpoch: 3, passwordChangedAt: null });
});

it('each statement that raises the epoch says when', () => {
  const project = fileURLToPath(new URL('../../', import.meta.url));
  const statements = ['src', 'scripts'].flatMap((folder) =>
    readdirSync(join(project, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.tsx?$/.test(file))
      .flatMap((file) => readFileSync(join(project, folder, file), 'utf8').match(/`[^`]*`/g) ?? [])
      .filter((text) => text.includes('credentials_epoch = credentials_epoch +')),
  );
  expect(statements.length).toBeGreaterThan(2);
  for (const statement of statements) expect(statement).toContain('credentials_ended_at =');
});
