import type { RunWithDependencies } from '../../src/auth/scheme.ts';
import type { Config } from '../../src/config.ts';
import type { Database } from '../../src/database/database.ts';
import { migrate } from '../../src/database/migrate.ts';
import { migrations } from '../../src/database/migrations.ts';
import { openConfiguredDatabase } from '../../src/database/open.ts';
import { createDependencies } from '../../src/dependencies.ts';
import { createLog } from '../../src/log.ts';
import { readConfig } from '../../src/startup.ts';

/**
 * Opens the database that the settings name, as it is, and closes it after the work.
 *
 * @throws {StartupError} for bad settings, or a database that cannot be opened.
 */
export async function runWithDatabase(
  work: (database: Database, config: Config) => Promise<void>,
): Promise<void> {
  const config = readConfig();
  const database = openConfiguredDatabase(config);
  try {
    await work(database, config);
  } finally {
    await database.close();
  }
}

/** Brings the database up to date and puts the shared parts together for a command's work. */
export const runWithDependencies: RunWithDependencies = (work) =>
  runWithDatabase(async (database, config) => {
    await migrate(database, migrations);
    // Commands say themselves what they have done, on standard output, which may be piped on.
    const log = createLog('warn', process.stderr);
    await work(createDependencies({ config, database, log, clock: Date.now }));
  });
