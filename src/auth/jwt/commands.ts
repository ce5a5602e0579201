import type { Command } from 'commander';
import type { FormatColumns, RunWithServices } from '../scheme.ts';
import type { Services } from '../services.ts';
import { addKeyCommands } from './keys/commands.ts';
import { KeyStore } from './keys/store.ts';
import { RefreshFamilyStore } from './store.ts';

/** Forgets refresh tokens that have expired, and says how many; and keys that nothing needs any more. */
export async function deleteExpiredTokens({
  database,
  clock,
}: Pick<Services, 'database' | 'clock'>): Promise<number> {
  await new KeyStore(database).deleteExpired(clock());
  return new RefreshFamilyStore(database, clock).deleteExpired();
}

/** `manage flushexpiredtokens`, as SimpleJWT's, and what looks after the keys. */
export function addCommands(
  program: Command,
  run: RunWithServices,
  formatColumns: FormatColumns,
): void {
  addKeyCommands(program, run, formatColumns);
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
