import type { Command } from 'commander';
import type { RunWithDependencies } from '../scheme.ts';
import { SessionStore } from './store.ts';

/** `manage clearsessions`, as Django's. */
export function addCommands(program: Command, run: RunWithDependencies): void {
  program
    .command('clearsessions')
    .description('delete sessions that have expired')
    .action(() =>
      run(async ({ database, clock }) => {
        const store = new SessionStore(database, clock, { idle: 0, absolute: 0 });
        const count = await store.deleteExpired();
        console.log(`Deleted ${count} expired session${count === 1 ? '' : 's'}.`);
      }),
    );
}
