import type { Command } from 'commander';
import type { RunWithServices } from '../scheme.ts';
import type { Services } from '../services.ts';
import { RefreshFamilyStore } from './store.ts';

/** Forgets refresh tokens that have expired, and says how many. */
export function deleteExpiredTokens({
  database,
  clock,
}: Pick<Services, 'database' | 'clock'>): Promise<number> {
  return new RefreshFamilyStore(database, clock).deleteExpired();
}

/** `manage flushexpiredtokens`, as SimpleJWT's. */
export function addCommands(program: Command, run: RunWithServices): void {
  program
    .command('flushexpiredtokens')
    .description('forget refresh tokens that have expired')
    .addHelpText('after', '\nExample:\n  npm run manage -- flushexpiredtokens')
    .action(() =>
      run(async (services) => {
        const count = await deleteExpiredTokens(services);
        console.log(`Forgot ${count} expired refresh token${count === 1 ? '' : 's'}.`);
      }),
    );
}
