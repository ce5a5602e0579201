import type { Command } from 'commander';
import { examples } from '../command-line.ts';

/** `manage migrate`: brings the schema up to date and shows how it got there. */
export function addMigrate(program: Command): void {
  program
    .command('migrate')
    .description('bring the database up to date')
    .addHelpText('after', examples('npm run manage -- migrate'))
    .action(async () => {
      const { bringUpToDate } = await import('./migrate/work.ts');
      await bringUpToDate();
    });
}
