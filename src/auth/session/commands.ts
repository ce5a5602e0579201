import type { Command } from 'commander';
import type { Dependencies } from '../../server/dependencies.ts';
import type { RunWithDependencies } from '../scheme.ts';
import { SessionStore } from './store.ts';

/** Forgets sessions that have expired, and says how many. */
export function deleteExpiredSessions({ database, clock }: Dependencies): Promise<number> {
  return new SessionStore(database, clock, { idle: 0, absolute: 0 }).deleteExpired();
}

/** `manage clearsessions`, as Django's. */
export function addCommands(program: Command, run: RunWithDependencies): void {
  program
    .command('clearsessions')
    .description('delete sessions that have expired')
    .addHelpText('after', '\nExample:\n  npm run manage -- clearsessions')
    .action(() =>
      run(async (dependencies) => {
        const count = await deleteExpiredSessions(dependencies);
        console.log(`Deleted ${count} expired session${count === 1 ? '' : 's'}.`);
      }),
    );
}
