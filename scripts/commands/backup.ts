import type { Command } from 'commander';
import { examples } from '../command-line.ts';

/** `manage backup`: the database in one file, while the server goes on. */
export function addBackup(program: Command): void {
  program
    .command('backup <file>')
    .description('copy the database into a file, while the server runs')
    .addHelpText(
      'after',
      '\nFILE must not exist yet; only its owner can read it. Keep it apart from\n' +
        'SECRET_KEY. manage restore takes it back. For PostgreSQL there is pg_dump.',
    )
    .addHelpText('after', examples('npm run manage -- backup /backups/monday.sqlite3'))
    .action(async (file: string) => {
      const { backUp } = await import('./backup/work.ts');
      await backUp(program, file);
    });
}
