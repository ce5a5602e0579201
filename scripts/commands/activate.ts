import type { Command } from 'commander';
import type { RunWithDependencies } from '../../src/auth/scheme.ts';
import { refuseUnknownUser } from './unknown-user.ts';

/** `manage activate` and `manage deactivate`. A running server sees it with the next request. */
export function addActivate(program: Command, run: RunWithDependencies): void {
  program
    .command('activate <username>')
    .description('let a user in again')
    .action((username: string) =>
      run(async ({ users }) => {
        if (!(await users.setActive(username, true))) refuseUnknownUser(program, username);
        console.log(`User '${username}' is now active.`);
      }),
    );
  program
    .command('deactivate <username>')
    .description('keep a user out from now on')
    .action((username: string) =>
      run(async ({ users }) => {
        if (!(await users.setActive(username, false))) refuseUnknownUser(program, username);
        console.log(
          `User '${username}' is now inactive; nothing issued to them works until they are active again.`,
        );
      }),
    );
}
