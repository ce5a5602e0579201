import type { Command } from 'commander';
import type { FormatColumns, RunWithServices } from '../scheme.ts';
import { addKeyCommands } from './keys/commands.ts';

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
        const { deleteExpiredTokens } = await import('./expired-tokens.ts');
        const count = await deleteExpiredTokens(services);
        console.log(`Forgot ${count} expired refresh token${count === 1 ? '' : 's'}.`);
      }),
    );
}
