import type { Command } from 'commander';
import type { Dependencies } from '../../server/dependencies.ts';
import type { RunWithDependencies } from '../scheme.ts';
import { RefreshFamilyStore } from './store.ts';

/** Forgets refresh tokens that have expired, and says how many. */
export function deleteExpiredTokens({ database, clock }: Dependencies): Promise<number> {
  return new RefreshFamilyStore(database, clock).deleteExpired();
}

/** `manage flushexpiredtokens`, as SimpleJWT's. */
export function addCommands(program: Command, run: RunWithDependencies): void {
  program
    .command('flushexpiredtokens')
    .description('forget refresh tokens that have expired')
    .addHelpText('after', '\nExample:\n  npm run manage -- flushexpiredtokens')
    .action(() =>
      run(async (dependencies) => {
        const count = await deleteExpiredTokens(dependencies);
        console.log(`Forgot ${count} expired refresh token${count === 1 ? '' : 's'}.`);
      }),
    );
}
