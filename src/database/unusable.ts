import { firstLine, StartupError } from '../http/errors.ts';

/**
 * For whoever runs a program: that the configured database cannot be used, why not, and the remedy. A
 * client is told less.
 *
 * @param cause of a ServiceUnavailable, in the database's own words.
 */
export function unusableDatabase(cause: unknown): StartupError {
  return new StartupError(
    `DATABASE_URL: ${firstLine(cause)}; see that it runs and lets this server read and write, or name another one.`,
  );
}
