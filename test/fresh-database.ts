import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { migrate } from '../src/database/migrate.ts';
import { migrations } from '../src/database/migrations.ts';
import { openDatabase } from '../src/database/open.ts';
import { freshSchema } from './fresh-postgres.ts';
import { temporaryFolder } from './temporary-folder.ts';

let template: Promise<string> | undefined;

/** The address of an empty database, in which the test is alone and with which it ends. */
export async function freshDatabase(): Promise<string> {
  const server = inject('postgres');
  if (server !== undefined) return freshSchema(server);
  return Promise.resolve(`sqlite:${join(temporaryFolder(), 'db.sqlite3')}`);
}

/** The same, with all tables. Copying a file costs a twentieth of what making the tables does. */
export async function migratedDatabase(): Promise<string> {
  const url = await freshDatabase();
  if (url.startsWith('sqlite:')) {
    template ??= makeTemplate();
    copyFileSync(await template, url.slice('sqlite:'.length));
  } else {
    await bringUpToDate(url);
  }
  return url;
}

/** One for each process of tests, which removes it at its end. */
async function makeTemplate(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'expressauth101-'));
  process.once('exit', () => {
    rmSync(folder, { recursive: true, force: true });
  });
  const file = join(folder, 'db.sqlite3');
  await bringUpToDate(`sqlite:${file}`);
  return file;
}

async function bringUpToDate(url: string): Promise<void> {
  const database = openDatabase(url);
  await migrate(database, migrations);
  await database.close();
}
