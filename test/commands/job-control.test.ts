import { expect } from 'vitest';
import { test } from '../support/command.ts';
import { describeWith } from '../support/program.ts';

const READY = 'READY> ';
const STOP = '\x1a';
const PASSWORD = 'correct horse battery';

describeWith('python3', 'Ctrl-Z at a question', () => {
  test.concurrent('31: gives the shell its terminal back, and fg asks again', async ({
    commandLine,
  }) => {
    const { onTerminal, manageCommand, openDependencies } = commandLine;
    // A shell that waits for the command, as npm does, is stopped with it.
    const job = `sh -c '${manageCommand} createsuperuser; echo ended'`;
    const { stdout, exitCode } = await onTerminal(
      ['sh', '-i'],
      [
        // Not as it is shown then: what is typed is shown, too.
        ['', `PS1='READY''> '\r`],
        [READY, `${job}\r`],
        ['Username', 'alice\r'],
        ['Email address: ', STOP],
        [READY, 'stty -a\r'],
        [READY, 'fg\r'],
        ['Email address: ', '\r'],
        ['Password: ', `typed before${STOP}`],
        [READY, 'fg\r'],
        ['Password: ', `${PASSWORD}\r`],
        ['Password (again): ', `${PASSWORD}\r`],
        ['Superuser created successfully.', ''],
        ['ended', ''],
        [READY, 'exit\r'],
      ],
    );
    expect(stdout).not.toMatch(/typed before|horse/);
    expect(stdout).toMatch(/[ ;]icanon/);
    expect(stdout).toMatch(/ echo /);
    expect(exitCode).toBe(0);
    const { users, hasher } = await openDependencies();
    const stored = await users.findWithPassword('alice');
    expect(await hasher.verify(PASSWORD, stored?.encodedPassword)).toBe(true);
  });
});
