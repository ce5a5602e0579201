import type { Command } from 'commander';
import type { RunWithDependencies } from '../scheme.ts';
import { RefreshTokenStore } from './store.ts';

/** `manage flushexpiredtokens`, as SimpleJWT's. */
export function addCommands(program: Command, run: RunWithDependencies): void {
  program
    .command('flushexpiredtokens')
    .description('forget refresh tokens that have expired')
    .action(() =>
      run(async ({ database, clock }) => {
        const count = await new RefreshTokenStore(database, clock).deleteExpired();
        console.log(`Forgot ${count} expired refresh token${count === 1 ? '' : 's'}.`);
      }),
    );
}
