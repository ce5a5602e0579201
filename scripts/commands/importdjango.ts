import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { examples } from '../command-line.ts';
import type { Options } from './importdjango/work.ts';
import { userModelOption } from './user-model.ts';

/** `manage importdjango`: users, and what was issued to them, from a Django database. */
export function addImportDjango(program: Command): void {
  program
    .command('importdjango <from>')
    .description('take over users and their tokens from Django')
    .addHelpText(
      'after',
      `
FROM is a SQLite file, or what manage.py dumpdata has written as JSON, or the
name of a variable, in the environment or in .env, that holds postgres://…; it
is only read. Shows first what there is, who can log in, and what would be lost,
and ends with 1 where something would. It can be repeated: what has changed
there since is changed here, and what was changed or ended here stays so.
Interrupted, it goes on when it is run again. docs/from-django.md has a plan.`,
    )
    .addHelpText(
      'after',
      examples(
        'npm run manage -- importdjango /srv/app/db.sqlite3 --dry-run',
        'npm run manage -- importdjango DJANGO_DATABASE_URL --accept-loss',
      ),
    )
    .option('--dry-run', 'show it, and write nothing')
    .addOption(userModelOption())
    .option('--username-field <name>', 'what they log in with (default: username, else email)')
    .option('--last-id <id>', 'the highest id a user ever had, where FROM does not tell', readId)
    .option('--accept-loss', 'take over the rest')
    .option('--map-existing', 'let users who were made here give way')
    .action(async (from: string, options: Options) => {
      const { importUsers } = await import('./importdjango/work.ts');
      await importUsers(program, from, options);
    });
}

function readId(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is no number.');
}
