import { userInfo } from 'node:os';
import { expect } from 'vitest';
import { addUser, test } from '../support/command.ts';

const NOINPUT = ['createsuperuser', '--noinput', '--email', 'root@EXAMPLE.com', '--username'];
const PASSWORD = 'correct horse battery';

test.concurrent('31: createsuperuser asks as Django does and shows no password', async ({
  commandLine,
}) => {
  const { manageOnTerminal, openDependencies } = commandLine;
  const { username } = userInfo();

  const ending = await manageOnTerminal(
    ['createsuperuser'],
    [
      [`Username (leave blank to use '${username}'): `, '\r'],
      ['Email address: ', 'nonsense\r'],
      ['Error: Enter a valid email address.', ''],
      ['Email address: ', '\r'],
      ['Password: ', ' \r'],
      ['Password (again): ', ' \r'],
      ["Error: Blank passwords aren't allowed.", ''],
      ['Password: ', `${PASSWORD}\r`],
      ['Password (again): ', 'incorrect mule\r'],
      ["Error: Your passwords didn't match.", ''],
      ['Password: ', `${PASSWORD}\r`],
      ['Password (again): ', `${PASSWORD}\r`],
      ['Superuser created successfully.', ''],
    ],
  );

  expect(ending).toMatchObject({ exitCode: 0, stderr: '' });
  expect(ending.stdout).toContain('nonsense');
  expect(ending.stdout).not.toMatch(/correct|horse|mule|\*/);
  const { users, hasher } = await openDependencies();
  const stored = await users.findWithPassword(username);
  expect(stored?.user).toMatchObject({ email: '', isActive: true, isSuperuser: true });
  expect(stored?.encodedPassword).toMatch(/^bcrypt_sha256\$\$2b\$04\$[./A-Za-z0-9]{53}$/);
  expect(await hasher.verify(PASSWORD, stored?.encodedPassword)).toBe(true);
});

test.concurrent('31: createsuperuser shows no password that is pasted together with the name', async ({
  commandLine,
}) => {
  const { manageOnTerminal, openDependencies } = commandLine;
  const pasted = `root\rroot@example.com\r${PASSWORD}\r${PASSWORD}\r`;

  const ending = await manageOnTerminal(['createsuperuser'], [['Username', pasted]]);

  expect(ending.exitCode).toBe(0);
  expect(ending.stdout).toMatch(/Password: .*\n.*Superuser created successfully\./s);
  expect(ending.stdout).not.toContain('horse');
  const { users } = await openDependencies();
  expect(await users.findByUsername('root')).toMatchObject({ email: 'root@example.com' });
});

test.concurrent('31: createsuperuser asks again for a name that is taken or none', async ({
  commandLine,
}) => {
  const { manageOnTerminal, openDependencies } = commandLine;
  const dependencies = await openDependencies();
  await addUser(dependencies, userInfo().username, PASSWORD);
  await addUser(dependencies, 'alice', PASSWORD);

  const ending = await manageOnTerminal(
    ['createsuperuser', '--username', 'alice', '--email', 'bob@example.com'],
    [
      ['Error: That username is already taken.', ''],
      // The login name is taken, so it is not offered.
      ['Username: ', '\r'],
      ['Error: This field cannot be blank.', ''],
      ['Username: ', 'b o b\r'],
      ['Error: Enter a valid username.', ''],
      ['Username: ', 'bob\r'],
      ['Password: ', `${PASSWORD}\r`],
      ['Password (again): ', `${PASSWORD}\r`],
    ],
  );

  expect(ending.exitCode).toBe(0);
  expect(ending.stdout).not.toContain('Email address');
  expect(await dependencies.users.findByUsername('bob')).toMatchObject({
    email: 'bob@example.com',
    isSuperuser: true,
  });
});

test.concurrent('29: createsuperuser explains a weak password and asks whether to take it', async ({
  commandLine,
}) => {
  const { manageOnTerminal, openDependencies } = commandLine;
  const bypass = 'Bypass password validation and create user anyway? [y/N]: ';
  const twice = (password: string) =>
    [
      ['Password: ', `${password}\r`],
      ['Password (again): ', `${password}\r`],
    ] as const;

  const ending = await manageOnTerminal(
    ['createsuperuser', '--username', 'margaret', '--email', 'peggy@example.com'],
    [
      ...twice('xq7'),
      ['This password is too short. It must contain at least 8 characters.', ''],
      [bypass, '\r'],
      ...twice('qwertyuiop'),
      ['This password is too common.', ''],
      [bypass, 'N\r'],
      ...twice('margaret1'),
      ['The password is too similar to the username.', ''],
      // The key "up" must not bring back what was typed before.
      [bypass, '\u001b[A\u001b[A\r'],
      ...twice('peggy'),
      ['The password is too similar to the email address.', ''],
      ['This password is too short.', ''],
      [bypass, 'y\r'],
    ],
  );

  expect(ending.exitCode).toBe(0);
  expect(ending.stdout).toContain('Superuser created successfully.');
  expect(ending.stdout).not.toMatch(/xq7|qwerty|margaret|peggy/);
  const { users, hasher } = await openDependencies();
  const stored = await users.findWithPassword('margaret');
  expect(await hasher.verify('peggy', stored?.encodedPassword)).toBe(true);
});

test.concurrent.for([
  { key: 'Ctrl-C', question: 'Password: ', typed: 'half a pass\u0003' },
  { key: 'Ctrl-D', question: 'Password (again): ', typed: '\u0004' },
])('31: createsuperuser ends at $key', async ({ question, typed }, { commandLine }) => {
  const { manageOnTerminal, openDependencies } = commandLine;
  const answers = [
    ['Username', 'root\r'],
    ['Email address: ', '\r'],
    ['Password: ', `${PASSWORD}\r`],
    ['Password (again): ', `${PASSWORD}\r`],
  ] as const;
  const asked = answers.findIndex(([expected]) => expected === question);

  const ending = await manageOnTerminal(
    ['createsuperuser'],
    [...answers.slice(0, asked), [question, typed]],
  );

  expect(ending.exitCode).toBe(1);
  expect(ending.stdout).toMatch(/\r\nOperation cancelled\.\r\n$/);
  expect(ending.stdout).not.toMatch(/half|horse/);
  expect(await (await openDependencies()).users.isEmpty()).toBe(true);
});

test.concurrent('31: createsuperuser --noinput reads the password from the environment, and no taken name', async ({
  commandLine,
}) => {
  const { manage, openDependencies } = commandLine;

  // Weak on purpose: as in Django, nobody is asked and nobody is stopped.
  const input = { environment: { SUPERUSER_PASSWORD: 'toor' } };
  expect(await manage([...NOINPUT, 'root'], input)).toEqual({
    exitCode: 0,
    stdout: 'Superuser created successfully.\n',
    stderr: '',
  });
  const { users, hasher } = await openDependencies();
  const stored = await users.findWithPassword('root');
  expect(stored?.user).toMatchObject({ email: 'root@example.com', isSuperuser: true });
  expect(stored?.encodedPassword).toMatch(/^bcrypt_sha256\$\$2b\$04\$/);
  expect(await hasher.verify('toor', stored?.encodedPassword)).toBe(true);

  expect(await manage([...NOINPUT, 'root'], input)).toEqual({
    exitCode: 1,
    stdout: '',
    stderr: 'Error: That username is already taken.\n',
  });
});

const refusals: [what: string, args: string[], message: RegExp, exitCode?: number][] = [
  [
    'says what to pass where there is no terminal',
    ['createsuperuser'],
    /--noinput --username .* --email .* SUPERUSER_PASSWORD/,
  ],
  [
    'names SUPERUSER_PASSWORD where it is missing',
    [...NOINPUT, 'bob'],
    /^Error: .*SUPERUSER_PASSWORD is not set/,
  ],
  [
    'wants a name',
    ['createsuperuser', '--noinput'],
    /^Error: You must use --username with --noinput\./,
  ],
  ['wants a name that holds', [...NOINPUT, 'b o b'], /^Error: Enter a valid username\./],
  [
    'takes no password in argv',
    [...NOINPUT, 'bob', '--password', PASSWORD],
    /^error: unknown option '--password'/,
    2,
  ],
];

test.concurrent.for(refusals)(
  '31: createsuperuser %s',
  async ([, args, message, code = 1], { commandLine }) => {
    const { manage, openDependencies } = commandLine;

    const { exitCode, stdout, stderr } = await manage(args);

    expect({ exitCode, stdout }).toEqual({ exitCode: code, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^[^\n]+\n$/);
    expect(stderr).not.toContain('horse');
    expect(await (await openDependencies()).users.isEmpty()).toBe(true);
  },
);
