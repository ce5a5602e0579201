import type { Command } from 'commander';
import type { RunWithServices } from '../../src/auth/scheme.ts';
import { OPERATOR } from '../../src/users/authority.ts';
import { UserDirectory } from '../../src/users/user-directory.ts';
import { refuseLastSuperuser } from './last-superuser.ts';
import { refuseUnknownUser } from './unknown-user.ts';
import { examples } from '../command-line.ts';

/** `manage activate` and `manage deactivate`. A running server sees it with the next request. */
export function addActivate(program: Command, run: RunWithServices): void {
  program
    .command('activate <username>')
    .description('let a user in again')
    .addHelpText('after', examples('npm run manage -- activate alice'))
    .action((username: string) =>
      run(async ({ users, database, clock, events }) => {
        const user = await users.findByUsername(username);
        if (user === undefined) refuseUnknownUser(program, username);
        const directory = new UserDirectory(database, clock);
        const changed = await directory.change(user.id, { isActive: true }, OPERATOR);
        if (changed?.before.isActive === false) await events.record('user activated', { user });
        console.log(`User '${user.username}' is now active.`);
      }),
    );
  program
    .command('deactivate <username>')
    .description('keep a user out from now on, and end all issued to them')
    .addHelpText('after', examples('npm run manage -- deactivate alice'))
    .option('--last-superuser', 'also when nobody is left who can let anybody in')
    .action((username: string, { lastSuperuser = false }: { lastSuperuser?: boolean }) =>
      run(async ({ users, database, clock, events }) => {
        const user = await users.findByUsername(username);
        if (user === undefined) refuseUnknownUser(program, username);
        const changed = await new UserDirectory(database, clock)
          .change(user.id, { isActive: false }, OPERATOR, lastSuperuser)
          .catch((error: unknown) => refuseLastSuperuser(program, error));
        if (changed?.before.isActive === true) await events.record('user deactivated', { user });
        console.log(
          `User '${user.username}' is now inactive; all that was issued to them has ended.`,
        );
      }),
    );
}
