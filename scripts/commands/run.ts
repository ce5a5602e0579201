import type { RunWithServices } from '../../src/auth/scheme.ts';
import { migrate } from '../../src/database/migrate.ts';
import { migrations } from '../../src/server/migrations.ts';
import { openConfiguredDatabase } from '../../src/database/open.ts';
import { forOperator } from '../../src/database/failures.ts';
import { createServices } from '../../src/server/services.ts';
import type { Environment } from '../../src/server/services.ts';
import { StartupError } from '../../src/startup-error.ts';
import { createLog } from '../../src/server/log.ts';
import { EMAIL_TAKEN, EmailTaken } from '../../src/users/login-fields.ts';
import { readConfig } from '../../src/server/startup.ts';

/**
 * Opens the database that the settings name, as it is, and closes it after the work.
 *
 * @throws {StartupError} for bad settings, or a database that cannot be opened or used.
 */
export async function runWithDatabase(
  work: (environment: Environment) => Promise<void>,
): Promise<void> {
  const config = readConfig();
  // Commands say themselves what they have done, on standard output, which may be piped on.
  const log = createLog('warn', process.stderr);
  const database = openConfiguredDatabase({ config, log });
  try {
    await work({ config, log, database, clock: Date.now });
  } catch (error) {
    if (error instanceof EmailTaken) throw new StartupError(`Error: ${EMAIL_TAKEN}`);
    throw forOperator(error);
  } finally {
    await database.close();
  }
}

/** Brings the database up to date and puts the shared parts together for a command's work. */
export const runWithServices: RunWithServices = (work) =>
  runWithDatabase(async (environment) => {
    await migrate(environment.database, migrations);
    await work(createServices(environment), environment.config.schemeSettings);
  });
