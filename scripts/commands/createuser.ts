import type { Command } from 'commander';
import type { RunWithServices } from '../../src/auth/scheme.ts';
import { OPERATOR } from '../../src/users/authority.ts';
import {
  emailProblem,
  storeUser,
  usernameProblem,
  USERNAME_TAKEN,
} from '../../src/users/new-user.ts';
import { requirePasswordSource, strongPassword } from './strong-password.ts';
import type { PasswordOptions } from './strong-password.ts';
import { examples } from '../command-line.ts';

interface Options extends PasswordOptions {
  readonly email?: string;
  readonly inactive?: boolean;
}

/** `manage createuser`. Programs pass the password on standard input; people are asked for it. */
export function addCreateUser(program: Command, run: RunWithServices): void {
  program
    .command('createuser <username>')
    .description('create a user')
    .addHelpText(
      'after',
      examples(
        'npm run manage -- createuser alice',
        'npm run manage -- createuser alice --email alice@example.com \\',
        '    --password-stdin < password.txt',
      ),
    )
    .option('--email <address>', 'their e-mail address')
    .option('--inactive', 'keep them out until they are activated')
    .option('--password-stdin', 'read the password from standard input')
    .action((username: string, options: Options) => {
      const { email = '', inactive = false } = options;
      requirePasswordSource(program, options);
      return run(async (services) => {
        const problem =
          (await usernameProblem(services.users, username)) ??
          (await emailProblem(services.users, email));
        if (problem !== undefined) program.error(`Error: ${problem}`);
        const password = await strongPassword(program, options, { username, email }, 'creation');
        const candidate = { username, email, password, isActive: !inactive };
        const user = await storeUser(services, candidate, OPERATOR);
        if (user === undefined) program.error(`Error: ${USERNAME_TAKEN}`);
        await services.events.record('user created', { user });
        console.log(`User '${user.username}' created${inactive ? ', inactive' : ''}.`);
      });
    });
}
