import type { Command } from 'commander';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { reserve } from '../new-file.ts';
import { runWithDatabase } from '../run.ts';

/** Copies the database into a file that is not there yet. */
export function backUp(program: Command, file: string): Promise<void> {
  return runWithDatabase(async ({ config, database }) => {
    if (!config.DATABASE_URL.startsWith('sqlite:')) {
      program.error('DATABASE_URL: is not SQLite; use pg_dump for PostgreSQL.');
    }
    if (config.DATABASE_URL === 'sqlite::memory:') {
      program.error('DATABASE_URL: is in memory, where another process has nothing to copy.');
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
  });
}

/** Waits until the disk has it. */
function synchronize(file: string): void {
  const descriptor = openSync(file, 'r+');
  fsyncSync(descriptor);
  closeSync(descriptor);
}
