import type { Command } from 'commander';
import type { RunWithServices } from '../../src/auth/scheme.ts';
import { OPERATOR } from '../../src/users/authority.ts';
import { refuseUnknownUser } from './unknown-user.ts';
import { examples } from '../command-line.ts';

/** `manage logout`: ends all that was issued to a user. The password stays. */
export function addLogout(program: Command, run: RunWithServices): void {
  program
    .command('logout <username>')
    .description('end all sessions and tokens of a user')
    .addHelpText('after', examples('npm run manage -- logout alice'))
    .action((username: string) =>
      run(async ({ users, events }) => {
        const user = await users.findByUsername(username);
        if (user === undefined) refuseUnknownUser(program, username);
        await users.endCredentials(user.id, OPERATOR);
        await events.record('logged out everywhere', { user });
        console.log(`User '${user.username}' is logged out everywhere.`);
      }),
    );
}
