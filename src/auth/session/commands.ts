import type { Command } from 'commander';
import type { RunWithServices } from '../scheme.ts';
import type { Services } from '../services.ts';
import { SessionStore } from './store.ts';

/** Forgets sessions that have expired, and says how many. */
export function deleteExpiredSessions({
  database,
  clock,
}: Pick<Services, 'database' | 'clock'>): Promise<number> {
  return new SessionStore(database, clock, { idle: 0, absolute: 0 }).deleteExpired();
}

/** `manage clearsessions`, as Django's. */
export function addCommands(program: Command, run: RunWithServices): void {
  program
    .command('clearsessions')
    .description('delete sessions that have expired')
    .addHelpText('after', '\nExample:\n  npm run manage -- clearsessions')
    .action(() =>
      run(async (services) => {
        const count = await deleteExpiredSessions(services);
        console.log(`Deleted ${count} expired session${count === 1 ? '' : 's'}.`);
      }),
    );
}
