import type { Command } from 'commander';
import { examples } from '../command-line.ts';

/** `manage restore`: a copy of the database in place of the one that DATABASE_URL names. */
export function addRestore(program: Command): void {
  program
    .command('restore <file>')
    .description('put a copy in place of the database; stop the server first')
    .addHelpText(
      'after',
      '\nFILE is what manage backup has made, or any copy of the database. It is checked\n' +
        'before anything changes, and stays as it is; the files that were there are moved\n' +
        'aside.',
    )
    .addHelpText('after', examples('npm run manage -- restore /backups/monday.sqlite3'))
    .action(async (file: string) => {
      const { restore } = await import('./restore/work.ts');
      await restore(program, file);
    });
}
