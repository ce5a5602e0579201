import type { Command } from 'commander';
import { passwordProblems } from '../../src/users/password-rules.ts';
import { askForPassword, readPassword } from './password.ts';
import type { Owner } from './password.ts';
import { Terminal } from './terminal.ts';

/** As Django's. */
const MAX_TRIES = 3;

/** What a command that sets a password is asked. */
export interface PasswordOptions {
  /** Whether the password is piped in. */
  readonly passwordStdin?: boolean;
}

/** Ends a command that can neither read a password nor ask for one, before it has done anything. */
export function requirePasswordSource(program: Command, { passwordStdin }: PasswordOptions): void {
  if (passwordStdin === true || Terminal.isPresent) return;
  program.error(
    'Error: There is no terminal to ask at; pass --password-stdin, with the password on standard input.',
  );
}

/**
 * A new password, piped in or asked for. There are three tries, and a weak one is refused: here, too, as
 * in Django.
 *
 * @param task what is about to happen, such as `password change`.
 */
export async function strongPassword(
  program: Command,
  { passwordStdin }: PasswordOptions,
  owner: Owner,
  task: string,
): Promise<string> {
  if (passwordStdin === true) return readPassword(program, owner);
  const terminal = new Terminal();
  try {
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const password = await askForPassword(terminal);
      if (password === undefined) continue;
      const problems = passwordProblems(password, owner);
      if (problems.length === 0) return password;
      for (const problem of problems) terminal.say(problem);
    }
  } finally {
    terminal.close();
  }
  program.error(
    `Error: Aborting ${task} for user '${owner.username}' after ${MAX_TRIES} attempts.`,
  );
}
