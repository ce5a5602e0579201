import type { Command } from 'commander';
import { examples } from '../command-line.ts';

/** `manage movedatabase`: all that one database holds into another, of the same kind or not. */
export function addMoveDatabase(program: Command): void {
  program
    .command('movedatabase <from> <to>')
    .description('copy everything into another database')
    .addHelpText(
      'after',
      `
Both are written as in DATABASE_URL, or are the names of variables that hold
such an address, in the environment or in .env: an address with a password
belongs there. Stop the server first. Interrupted, it goes on where it was when
it is run again.`,
    )
    .addHelpText(
      'after',
      examples(
        'npm run manage -- movedatabase sqlite:var/db.sqlite3 sqlite:copy.sqlite3',
        'npm run manage -- movedatabase sqlite:var/db.sqlite3 NEW_DATABASE_URL',
      ),
    )
    .action(async (source: string, target: string) => {
      const { copyDatabase } = await import('./movedatabase/work.ts');
      await copyDatabase(program, source, target);
    });
}
