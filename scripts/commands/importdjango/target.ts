import { existsSync } from 'node:fs';
import type { Database } from '../../../src/database/database.ts';
import { migrate } from '../../../src/database/migrate.ts';
import { openDatabase } from '../../../src/database/open.ts';
import { StartupError } from '../../../src/startup-error.ts';
import { createLog } from '../../../src/server/log.ts';
import { migrations } from '../../../src/server/migrations.ts';
import { createServices } from '../../../src/server/services.ts';
import type { ServerServices } from '../../../src/server/services.ts';
import { readConfig } from '../../../src/server/startup.ts';
import { runWithDatabase } from '../run.ts';
import { sqliteFileOf } from '../../../src/database/sqlite/database-file.ts';

const SELECT_NAMES = 'SELECT name FROM migrations';

/**
 * Opens this server's own database for an import.
 *
 * @param isDryRun whether nothing may be written: a database that is not there yet is replaced by an
 *   empty one in memory.
 * @throws {StartupError} for bad settings, or a database that cannot be opened or is out of date.
 */
export async function runWithTarget(
  isDryRun: boolean,
  work: (services: ServerServices) => Promise<void>,
): Promise<void> {
  const file = sqliteFileOf(readConfig().DATABASE_URL);
  if (isDryRun && file !== undefined && !existsSync(file)) {
    await runInMemory(work);
    return;
  }
  await runWithDatabase(async (environment) => {
    const { database } = environment;
    if (!isDryRun) await migrate(database, migrations);
    else if (!(await hasTables(database))) {
      await runInMemory(work);
      return;
    }
    await work(createServices(environment));
  });
}

async function runInMemory(work: (services: ServerServices) => Promise<void>): Promise<void> {
  const database = openDatabase('sqlite::memory:');
  try {
    await migrate(database, migrations);
    const log = createLog('warn', process.stderr);
    await work(createServices({ config: readConfig(), database, log, clock: Date.now }));
  } finally {
    await database.close();
  }
}

/**
 * Whether the database has this server's tables, or nothing of this server.
 *
 * @throws {StartupError} for tables that are out of date.
 */
async function hasTables(database: Database): Promise<boolean> {
  await database.ping();
  const rows = await database.all<{ name: string }>(SELECT_NAMES).catch(() => []);
  const applied = new Set(rows.map(({ name }) => name));
  if (applied.size === 0 || migrations.every(({ name }) => applied.has(name))) {
    return applied.size > 0;
  }
  throw new StartupError(
    'DATABASE_URL: the database is not up to date, and --dry-run changes nothing; run npm run manage -- migrate first.',
  );
}
