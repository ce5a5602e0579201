import type { Command } from 'commander';
import type { RunWithServices } from '../../src/auth/scheme.ts';
import { OPERATOR } from '../../src/users/authority.ts';
import {
  emailProblem,
  storeUser,
  usernameProblem,
  USERNAME_TAKEN,
} from '../../src/users/new-user.ts';
import { readPassword } from './password.ts';
import { examples } from '../command-line.ts';

interface Options {
  readonly email?: string;
  readonly inactive?: boolean;
}

/** `manage createuser`: for programs. The password comes in on standard input. */
export function addCreateUser(program: Command, run: RunWithServices): void {
  program
    .command('createuser <username>')
    .description('create a user whose password is piped in')
    .addHelpText(
      'after',
      examples(
        'npm run manage -- createuser alice --email alice@example.com \\',
        '    --password-stdin < password.txt',
      ),
    )
    .option('--email <address>', 'their e-mail address')
    .option('--inactive', 'keep them out until they are activated')
    .requiredOption('--password-stdin', 'read the password from standard input')
    .action((username: string, { email = '', inactive = false }: Options) =>
      run(async (services) => {
        const problem =
          (await usernameProblem(services.users, username)) ??
          (await emailProblem(services.users, email));
        if (problem !== undefined) program.error(`Error: ${problem}`);
        const password = await readPassword(program, { username, email });
        const candidate = { username, email, password, isActive: !inactive };
        const user = await storeUser(services, candidate, OPERATOR);
        if (user === undefined) program.error(`Error: ${USERNAME_TAKEN}`);
        await services.events.record('user created', { user });
        console.log(`User '${user.username}' created${inactive ? ', inactive' : ''}.`);
      }),
    );
}
