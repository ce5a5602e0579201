import { expect } from 'vitest';
import { checkPassword } from '../support/check-password.ts';
import { addUser, test } from '../support/command.ts';

const OLD = 'correct horse';
const NEW = 'another battery';

test.concurrent('changepassword --password-stdin sets the password and raises the epoch', async ({
  commandLine,
}) => {
  const { manage, openDependencies } = commandLine;
  const dependencies = await openDependencies();
  await addUser(dependencies, 'alice', OLD);
  const { users } = dependencies;

  expect(
    await manage(['changepassword', 'alice', '--password-stdin'], { stdin: `${NEW}\n` }),
  ).toEqual({
    exitCode: 0,
    stdout: "Password changed successfully for user 'alice'.\n",
    stderr: '',
  });
  expect(await checkPassword(dependencies, 'alice', OLD)).toBeUndefined();
  expect(await checkPassword(dependencies, 'alice', NEW)).toMatchObject({ credentialsEpoch: 1 });
  const stored = await users.findWithPassword('alice');
  expect(stored?.encodedPassword).toMatch(/^bcrypt_sha256\$\$2b\$04\$[./A-Za-z0-9]{53}$/);

  // A weak one is refused, and nothing changes.
  const weak = await manage(['changepassword', 'alice', '--password-stdin'], {
    stdin: 'alice\n',
  });
  expect(weak).toMatchObject({ exitCode: 1, stdout: '' });
  expect(weak.stderr).toMatch(/^Error: The password is too similar to the username\.\n/);
  expect(await users.findWithPassword('alice')).toEqual(stored);
});

test.concurrent('31: changepassword asks twice and shows no password', async ({ commandLine }) => {
  const { manageOnTerminal, openDependencies } = commandLine;
  const dependencies = await openDependencies();
  await addUser(dependencies, 'alice', OLD);

  const ending = await manageOnTerminal(
    ['changepassword', 'alice'],
    [
      ["Changing password for user 'alice'", ''],
      ['Password: ', `${NEW}\r`],
      ['Password (again): ', 'something else\r'],
      ["Error: Your passwords didn't match.", ''],
      ['Password: ', `${NEW}\r`],
      ['Password (again): ', `${NEW}\r`],
      ["Password changed successfully for user 'alice'.", ''],
    ],
  );

  expect(ending).toMatchObject({ exitCode: 0, stderr: '' });
  expect(ending.stdout).not.toMatch(/another|battery|something/);
  expect(await checkPassword(dependencies, 'alice', NEW)).toMatchObject({ credentialsEpoch: 1 });
});

test.concurrent('29: changepassword gives up after three bad passwords', async ({
  commandLine,
}) => {
  const { manageOnTerminal, openDependencies } = commandLine;
  const dependencies = await openDependencies();
  await addUser(dependencies, 'alice', OLD);

  const ending = await manageOnTerminal(
    ['changepassword', 'alice'],
    [
      ['Password: ', 'xq7\r'],
      ['Password (again): ', 'xq7\r'],
      ['This password is too short.', ''],
      ['Password: ', 'qwertyuiop\r'],
      ['Password (again): ', 'qwertyuiop\r'],
      ['This password is too common.', ''],
      ['Password: ', '\r'],
      ['Password (again): ', '\r'],
      ["Error: Blank passwords aren't allowed.", ''],
      ["Error: Aborting password change for user 'alice' after 3 attempts.", ''],
    ],
  );

  expect(ending.exitCode).toBe(1);
  expect(ending.stdout).not.toMatch(/xq7|qwerty/);
  expect(await checkPassword(dependencies, 'alice', OLD)).toMatchObject({
    credentialsEpoch: 0,
  });
});

test.concurrent('31: changepassword says what to pass without a terminal, and who is not there', async ({
  commandLine,
}) => {
  const { manage } = commandLine;

  const [nobody, noTerminal] = await Promise.all([
    manage(['changepassword', 'nobody', '--password-stdin'], { stdin: NEW }),
    manage(['changepassword', 'nobody']),
  ]);

  expect(nobody).toEqual({
    exitCode: 1,
    stdout: '',
    stderr: "Error: User 'nobody' does not exist.\n",
  });
  expect(noTerminal).toMatchObject({ exitCode: 1, stdout: '' });
  expect(noTerminal.stderr).toMatch(/^Error: There is no terminal to ask at; .*--password-stdin/);
});
