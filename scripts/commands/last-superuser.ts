import type { Command } from 'commander';
import { LastSuperuser } from '../../src/users/user-directory.ts';

/** Ends a command on the last active superuser. @throws the error, if it is about something else. */
export function refuseLastSuperuser(program: Command, error: unknown): never {
  if (!(error instanceof LastSuperuser)) throw error;
  program.error(
    'Error: This is the last active superuser. Make somebody else one first, or pass --last-superuser.',
  );
}
