import type { Command } from 'commander';
import type { RunWithDependencies } from '../../src/auth/scheme.ts';
import { refuseUnknownUser } from './unknown-user.ts';

/** `manage deleteuser`. */
export function addDeleteUser(program: Command, run: RunWithDependencies): void {
  program
    .command('deleteuser <username>')
    .description('delete a user and all issued to them')
    .action((username: string) =>
      run(async ({ users }) => {
        if (!(await users.delete(username))) refuseUnknownUser(program, username);
        console.log(`User '${username}' is deleted, with all that was issued to them.`);
      }),
    );
}
