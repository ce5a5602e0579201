import type { Command } from 'commander';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { reserve } from './new-file.ts';
import { runWithDatabase } from './run.ts';
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
    .action((file: string) =>
      runWithDatabase(async ({ config, database }) => {
        if (!config.DATABASE_URL.startsWith('sqlite:')) {
          program.error('DATABASE_URL: is not SQLite; use pg_dump for PostgreSQL.');
        }
        reserve(program, file);
        const part = `${file}.part`;
        try {
          reserve(program, part);
          await database.run('VACUUM INTO ?', part);
          synchronize(part);
          renameSync(part, file);
        } catch (error) {
          rmSync(part, { force: true });
          rmSync(file, { force: true });
          throw error;
        }
        console.log(`backed up  ${file}  ${statSync(file).size.toLocaleString('en-US')} bytes`);
      }),
    );
}

/** Waits until the disk has it. */
function synchronize(file: string): void {
  const descriptor = openSync(file, 'r+');
  fsyncSync(descriptor);
  closeSync(descriptor);
}
