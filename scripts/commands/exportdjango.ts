import type { Command } from 'commander';
import { examples } from '../command-line.ts';
import type { Options } from './exportdjango/work.ts';
import { userModelOption } from './user-model.ts';

/** `manage exportdjango`: users, and what was issued to them, for Django's `loaddata`. */
export function addExportDjango(program: Command): void {
  program
    .command('exportdjango <file>')
    .description('write users and their tokens for Django')
    .addHelpText(
      'after',
      `
FILE must not exist yet; only its owner can read it. It is a fixture: manage.py
loaddata reads it into a Django that has no users yet; with --ignorenonexistent
where its users lack a field. It holds API tokens as they are: delete it when it
has been read. docs/from-django.md says what else there is to do.`,
    )
    .addHelpText('after', examples('npm run manage -- exportdjango users.json'))
    .addOption(userModelOption())
    .option('--username-field <name>', 'what they log in with there', 'username')
    .action(async (file: string, options: Options) => {
      const { exportUsers } = await import('./exportdjango/work.ts');
      await exportUsers(program, file, options);
    });
}
