import type { Command } from 'commander';
import type { RunWithServices } from '../../src/auth/scheme.ts';
import { passwordProblems } from '../../src/users/password-rules.ts';
import { OPERATOR } from '../../src/users/authority.ts';
import { askForPassword, readPassword } from './password.ts';
import type { Owner } from './password.ts';
import { Terminal } from './terminal.ts';
import { refuseUnknownUser } from './unknown-user.ts';
import { examples } from '../command-line.ts';

/** As Django's. */
const MAX_TRIES = 3;

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
    .action((username: string, { passwordStdin = false }: { passwordStdin?: boolean }) => {
      if (!passwordStdin && !Terminal.isPresent) {
        program.error(
          'Error: There is no terminal to ask at; pass --password-stdin, with the password on standard input.',
        );
      }
      return run(async (services) => {
        const { users, hasher } = services;
        const user = await users.findByUsername(username);
        if (user === undefined) refuseUnknownUser(program, username);
        const password = passwordStdin
          ? await readPassword(program, user)
          : await askForStrongPassword(program, user);
        await users.changePassword(user.id, await hasher.encode(password), OPERATOR);
        await services.events.record('password changed', { user });
        console.log(`Password changed successfully for user '${user.username}'.`);
      });
    });
}

/** Three tries, and a weak password is refused: here, too, as in Django. */
async function askForStrongPassword(program: Command, user: Owner): Promise<string> {
  const terminal = new Terminal();
  try {
    terminal.say(`Changing password for user '${user.username}'`);
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const password = await askForPassword(terminal);
      if (password === undefined) continue;
      const problems = passwordProblems(password, user);
      if (problems.length === 0) return password;
      for (const problem of problems) terminal.say(problem);
    }
  } finally {
    terminal.close();
  }
  program.error(
    `Error: Aborting password change for user '${user.username}' after ${MAX_TRIES} attempts.`,
  );
}
