import type { Command } from 'commander';
import type { RunWithServices } from '../../src/auth/scheme.ts';
import { OPERATOR } from '../../src/users/authority.ts';
import { UserDirectory } from '../../src/users/user-directory.ts';
import { askWhether } from './ask-whether.ts';
import { refuseLastSuperuser } from './last-superuser.ts';
import { refuseUnknownUser } from './unknown-user.ts';
import { examples } from '../command-line.ts';

interface Options {
  readonly yes?: boolean;
  readonly noinput?: boolean;
  readonly lastSuperuser?: boolean;
}

/** `manage deleteuser`. It asks before, because it cannot be undone. */
export function addDeleteUser(program: Command, run: RunWithServices): void {
  program
    .command('deleteuser <username>')
    .description('delete a user and all issued to them')
    .addHelpText('after', examples('npm run manage -- deleteuser alice'))
    .option('-y, --yes', 'do not ask')
    .option('--noinput', 'the same, as elsewhere')
    .option('--last-superuser', 'also when nobody is left who can make users')
    .action((username: string, { yes, noinput, lastSuperuser }: Options) =>
      run(async ({ users, database, clock, events }) => {
        const user = await users.findByUsername(username);
        if (user === undefined) refuseUnknownUser(program, username);
        const question = `Delete user '${user.username}', with all that was issued to them?`;
        await askWhether(program, question, yes ?? noinput);
        const deleted = await new UserDirectory(database, clock)
          .delete(user.id, OPERATOR, lastSuperuser)
          .catch((error: unknown) => refuseLastSuperuser(program, error));
        if (deleted === undefined) refuseUnknownUser(program, username);
        await events.record('user deleted', { user });
        console.log(`User '${user.username}' is deleted, with all that was issued to them.`);
      }),
    );
}
