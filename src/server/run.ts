import cluster from 'node:cluster';
import { isDamage } from '../database/sqlite/errors.ts';
import { damaged } from '../database/sqlite/integrity.ts';
import { ServiceUnavailable } from '../http/http-error.ts';
import { StartupError } from '../startup-error.ts';
import { firstLine } from '../thrown.ts';

/**
 * Runs a program's main part. A {@link StartupError}, an outage, or a damaged file ends it with a message and
 * exit code 1, without a stack: it is meant for the person at the terminal.
 */
export async function run(main: () => Promise<void>): Promise<void> {
  // The program that read them may have ended (`manage events | head`): no reason to end with a stack.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  try {
    await main();
  } catch (thrown) {
    const error = isDamage(thrown) ? damaged(firstLine(thrown)) : thrown;
    if (!(error instanceof StartupError || error instanceof ServiceUnavailable)) throw error;
    // A StartupError says itself what is behind it; a client, whom an outage is for, is not told.
    const cause = error instanceof ServiceUnavailable ? error.cause : undefined;
    console.error(error.message + (cause instanceof Error ? ` (${cause.message})` : ''));
    process.exitCode = 1;
    // It would keep the process alive. Its other end sees that nobody need try again.
    cluster.worker?.disconnect();
  }
}
