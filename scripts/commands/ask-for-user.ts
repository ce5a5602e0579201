import { userInfo } from 'node:os';
import { emailProblem, usernameProblem } from '../../src/users/new-user.ts';
import type { Candidate } from '../../src/users/new-user.ts';
import { passwordProblems } from '../../src/users/password-rules.ts';
import type { UserStore } from '../../src/users/store.ts';
import { askForPassword } from './password.ts';
import type { Owner } from './password.ts';
import { Terminal } from './terminal.ts';

/**
 * Asks for a new user: Django's questions, in Django's order, each until its answer will do.
 *
 * @param given what the command line says already; it is not asked for unless it is wrong.
 * @throws {Cancelled}
 */
export async function askForUser(users: UserStore, given: Partial<Owner>): Promise<Candidate> {
  const terminal = new Terminal();
  try {
    const username = await askForUsername(terminal, users, given.username);
    const email = await askUntil(
      (answer) => emailProblem(users, answer),
      terminal,
      () => terminal.ask('Email address: '),
      given.email,
    );
    const password = await askForAcceptedPassword(terminal, { username, email });
    return { username, email, password };
  } finally {
    terminal.close();
  }
}

async function askForUsername(
  terminal: Terminal,
  users: UserStore,
  given: string | undefined,
): Promise<string> {
  const byDefault = await defaultUsername(users);
  const hint = byDefault === '' ? '' : ` (leave blank to use '${byDefault}')`;
  return askUntil(
    (answer) => usernameProblem(users, answer),
    terminal,
    async () => (await terminal.ask(`Username${hint}: `)) || byDefault,
    given,
  );
}

/** The name of the person who runs the command, or nothing where a user cannot have it. */
async function defaultUsername(users: UserStore): Promise<string> {
  try {
    const { username } = userInfo();
    return (await usernameProblem(users, username)) === undefined ? username : '';
  } catch {
    // A container may run under a user id that has no name.
    return '';
  }
}

async function askUntil(
  problemOf: (answer: string) => string | undefined | Promise<string | undefined>,
  terminal: Terminal,
  ask: () => Promise<string>,
  given: string | undefined,
): Promise<string> {
  for (let answer = given ?? (await ask()); ; answer = await ask()) {
    const problem = await problemOf(answer);
    if (problem === undefined) return answer;
    terminal.say(`Error: ${problem}`);
  }
}

async function askForAcceptedPassword(terminal: Terminal, owner: Owner): Promise<string> {
  for (;;) {
    const password = await askForPassword(terminal);
    if (password === undefined) continue;
    const problems = passwordProblems(password, owner);
    if (problems.length === 0) return password;
    for (const problem of problems) terminal.say(problem);
    const answer = await terminal.ask('Bypass password validation and create user anyway? [y/N]: ');
    if (answer.toLowerCase() === 'y') return password;
  }
}
