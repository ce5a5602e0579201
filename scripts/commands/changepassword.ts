import type { Command } from 'commander';
import type { RunWithServices } from '../../src/auth/scheme.ts';
import { OPERATOR } from '../../src/users/authority.ts';
import { requirePasswordSource, strongPassword } from './strong-password.ts';
import type { PasswordOptions } from './strong-password.ts';
import { refuseUnknownUser } from './unknown-user.ts';
import { examples } from '../command-line.ts';

/** `manage changepassword`, as Django's; all that was issued under the old password ends with it. */
export function addChangePassword(program: Command, run: RunWithServices): void {
  program
    .command('changepassword <username>')
    .description("change a user's password")
    .addHelpText(
      'after',
      examples(
        'npm run manage -- changepassword alice',
        'npm run manage -- changepassword alice --password-stdin < password.txt',
      ),
    )
    .option('--password-stdin', 'read the password from standard input')
    .action((username: string, options: PasswordOptions) => {
      requirePasswordSource(program, options);
      return run(async (services) => {
        const { users, hasher } = services;
        const user = await users.findByUsername(username);
        if (user === undefined) refuseUnknownUser(program, username);
        if (options.passwordStdin !== true) console.log(`Changing password for user '${username}'`);
        const password = await strongPassword(program, options, user, 'password change');
        await users.changePassword(user.id, await hasher.encode(password), OPERATOR);
        await services.events.record('password changed', { user });
        console.log(`Password changed successfully for user '${user.username}'.`);
      });
    });
}
