import type { Command } from 'commander';
import type { RunWithServices } from '../../src/auth/scheme.ts';
import { OPERATOR } from '../../src/users/authority.ts';
import {
  emailProblem,
  storeUser,
  usernameProblem,
  USERNAME_TAKEN,
} from '../../src/users/new-user.ts';
import type { Candidate } from '../../src/users/new-user.ts';
import { unusablePassword } from '../../src/users/password-rules.ts';
import type { UserStore } from '../../src/users/store.ts';
import { askForUser } from './ask-for-user.ts';
import type { Owner } from './password.ts';
import { Terminal } from './terminal.ts';
import { examples } from '../command-line.ts';

interface Options extends Partial<Owner> {
  readonly noinput?: boolean;
}

/**
 * `manage createsuperuser`, as Django's. A password is asked for or comes in the environment; on
 * the command line every process of the machine could read it.
 */
export function addCreateSuperuser(program: Command, run: RunWithServices): void {
  program
    .command('createsuperuser')
    .description('create a superuser, asking step by step')
    .addHelpText(
      'after',
      examples(
        'npm run createsuperuser',
        'SUPERUSER_PASSWORD=… npm run createsuperuser -- --noinput \\',
        '    --username root --email root@example.com',
      ),
    )
    .option('--username <name>', 'do not ask for the name')
    .option('--email <address>', 'do not ask for the e-mail address')
    .option('--noinput', 'ask nothing; the password is in SUPERUSER_PASSWORD')
    .action(({ noinput = false, ...given }: Options) => {
      if (!noinput && !Terminal.isPresent) {
        program.error(
          'Error: There is no terminal to ask at; pass --noinput --username <name> --email <address>, with the password in the environment variable SUPERUSER_PASSWORD.',
        );
      }
      return run(async (services) => {
        const { users } = services;
        const candidate = noinput
          ? await readUser(program, users, given)
          : await askForUser(users, given);
        const superuser = { ...candidate, isSuperuser: true };
        const user = await storeUser(services, superuser, OPERATOR);
        if (user === undefined) program.error(`Error: ${USERNAME_TAKEN}`);
        await services.events.record('user created', { user });
        await services.events.record('superuser made', { user });
        console.log('Superuser created successfully.');
      });
    });
}

/** A weak password is let through, as in Django: the operator who automates this has chosen it. */
async function readUser(
  program: Command,
  users: UserStore,
  { username, email }: Partial<Owner>,
): Promise<Candidate> {
  if (username === undefined) program.error('Error: You must use --username with --noinput.');
  if (email === undefined) program.error('Error: You must use --email with --noinput.');
  const password = process.env.SUPERUSER_PASSWORD ?? '';
  const problem =
    (await usernameProblem(users, username)) ??
    (await emailProblem(users, email)) ??
    (password === ''
      ? 'The environment variable SUPERUSER_PASSWORD is not set; put the password there.'
      : unusablePassword(password));
  if (problem !== undefined) program.error(`Error: ${problem}`);
  return { username, email, password };
}
