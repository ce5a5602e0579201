import type { Command } from 'commander';

/** Ends a command on a user who is not there. */
export function refuseUnknownUser(program: Command, username: string): never {
  program.error(`Error: User '${username}' does not exist.`);
}
