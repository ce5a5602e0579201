import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { migrate } from '../../src/database/migrate.ts';
import { migrations } from '../../src/server/migrations.ts';
import { openDatabase } from '../../src/database/open.ts';
import { freshSchema, migratedSchema } from './fresh-postgres.ts';
import { recordedMigrations } from './recorded-migrations.ts';
import { DATABASES, temporaryFolder } from './temporary-folder.ts';

let template: Promise<string> | undefined;
let schema: Promise<string> | undefined;

/** The address of an empty database, in which the test is alone and with which it ends. */
export async function freshDatabase(): Promise<string> {
  const server = inject('postgres');
  if (server !== undefined) return freshSchema(server);
  return Promise.resolve(`sqlite:${join(temporaryFolder(DATABASES), 'db.sqlite3')}`);
}

/** The same, with all tables. Making them as `migrate` does costs a third of a test's time. */
export async function migratedDatabase(): Promise<string> {
  const server = inject('postgres');
  if (server !== undefined) {
    schema ??= recordedMigrations();
    return migratedSchema(server, await schema);
  }
  const url = await freshDatabase();
  template ??= makeTemplate();
  copyFileSync(await template, url.slice('sqlite:'.length));
  return url;
}

/** One for each process of tests, which removes it at its end. */
async function makeTemplate(): Promise<string> {
  const folder = mkdtempSync(join(DATABASES, 'expressauth101-'));
  process.once('exit', () => {
    rmSync(folder, { recursive: true, force: true });
  });
  const file = join(folder, 'db.sqlite3');
  const database = openDatabase(`sqlite:${file}`);
  await migrate(database, migrations);
  await database.close();
  return file;
}
