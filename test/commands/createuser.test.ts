import { expect } from 'vitest';
import { checkPassword } from '../support/check-password.ts';
import { addUser, test } from '../support/command.ts';

const CREATE = ['createuser', 'alice', '--password-stdin'];

test.concurrent('createuser stores a user with the first line of standard input as password', async ({
  commandLine,
}) => {
  const { manage, openDependencies } = commandLine;

  const args = [...CREATE, '--email', 'alice@EXAMPLE.com'];
  expect(await manage(args, { stdin: ' pässword: 1 \r\nsecond line\n' })).toEqual({
    exitCode: 0,
    stdout: "User 'alice' created.\n",
    stderr: '',
  });

  const { users, hasher } = await openDependencies();
  const stored = await users.findWithPassword('alice');
  expect(stored?.user).toMatchObject({
    email: 'alice@example.com',
    isActive: true,
    isSuperuser: false,
  });
  expect(stored?.encodedPassword).toMatch(/^bcrypt_sha256\$\$2b\$04\$[./A-Za-z0-9]{53}$/);
  expect(await hasher.verify(' pässword: 1 ', stored?.encodedPassword)).toBe(true);
});

test.concurrent('28: createuser takes a byte order mark before what is piped in for none of it', async ({
  commandLine,
}) => {
  const { manage, openDependencies } = commandLine;
  expect(await manage(CREATE, { stdin: '\ufeffcorrect horse\r\n' })).toMatchObject({
    exitCode: 0,
  });
  const { users, hasher } = await openDependencies();
  const stored = await users.findWithPassword('alice');
  expect(await hasher.verify('correct horse', stored?.encodedPassword)).toBe(true);
});

test.concurrent('createuser --inactive keeps the user out', async ({ commandLine }) => {
  const { manage, openDependencies } = commandLine;

  const ending = await manage([...CREATE, '--inactive'], { stdin: 'correct horse' });

  expect(ending).toEqual({ exitCode: 0, stdout: "User 'alice' created, inactive.\n", stderr: '' });
  const dependencies = await openDependencies();
  const { users } = dependencies;
  expect(await users.findByUsername('alice')).toMatchObject({ email: '', isActive: false });
  expect(await checkPassword(dependencies, 'alice', 'correct horse')).toBeUndefined();
});

test.concurrent('29: createuser refuses a weak password and says all that is wrong with it', async ({
  commandLine,
}) => {
  const { manage, openDependencies } = commandLine;

  expect(await manage(CREATE, { stdin: 'alice\n' })).toEqual({
    exitCode: 1,
    stdout: '',
    stderr: [
      'Error: The password is too similar to the username.',
      'Error: This password is too short. It must contain at least 8 characters.',
      'Error: This password is too common.',
      '',
    ].join('\n'),
  });
  expect(await (await openDependencies()).users.isEmpty()).toBe(true);
});

const refusals: [what: string, args: string[], stdin: string | Buffer, message: string][] = [
  ['a blank password', CREATE, '\nnot the first line\n', "Blank passwords aren't allowed."],
  [
    'a password that is not UTF-8',
    CREATE,
    Buffer.from('motörhead forever\n', 'latin1'),
    'The password is not valid UTF-8 text.',
  ],
  [
    'an address that is none',
    [...CREATE, '--email', '@'],
    'correct horse',
    'Enter a valid email address.',
  ],
];

test.concurrent.for(refusals)(
  'createuser refuses %s',
  async ([, args, stdin, message], { commandLine }) => {
    const { manage, openDependencies } = commandLine;

    const ending = await manage(args, { stdin });

    expect(ending).toEqual({ exitCode: 1, stdout: '', stderr: `Error: ${message}\n` });
    expect(await (await openDependencies()).users.isEmpty()).toBe(true);
  },
);

test.concurrent('createuser refuses a name that is taken, in whichever spelling', async ({
  commandLine,
}) => {
  const { manage, openDependencies } = commandLine;
  const { users, ...dependencies } = await openDependencies();
  await addUser({ users, ...dependencies }, 'alice', 'correct horse');
  const before = await users.findWithPassword('alice');

  // Full-width letters; their compatibility form is "alice".
  const ending = await manage(['createuser', 'ａｌｉｃｅ', '--password-stdin'], {
    stdin: 'another horse',
  });

  expect(ending).toEqual({
    exitCode: 1,
    stdout: '',
    stderr: 'Error: That username is already taken.\n',
  });
  expect(await users.findWithPassword('alice')).toEqual(before);
});

test.concurrent('31: a password is neither an argument nor typed in the clear', async ({
  commandLine,
}) => {
  const { manage, manageOnTerminal } = commandLine;

  const [argument, option, typed] = await Promise.all([
    manage(['createuser', 'alice', 'correct horse', '--password-stdin']),
    manage(['createuser', 'alice']),
    manageOnTerminal(CREATE, [['Error: --password-stdin', '']]),
  ]);

  expect(argument.exitCode).toBe(2);
  expect(argument.stderr).toMatch(/^error: too many arguments/);
  expect(option.exitCode).toBe(1);
  expect(option.stderr).toMatch(/^Error: There is no terminal to ask at; pass --password-stdin/);
  expect(typed.exitCode).toBe(1);
  expect(typed.stdout).toContain('wants the password piped in');
});

test.concurrent('31: createuser asks a person twice, and shows no password', async ({
  commandLine,
}) => {
  const { manageOnTerminal, openDependencies } = commandLine;

  const ending = await manageOnTerminal(
    ['createuser', 'alice'],
    [
      ['Password: ', 'alice\r'],
      ['Password (again): ', 'alice\r'],
      ['The password is too similar to the username.', ''],
      ['Password: ', 'correct horse\r'],
      ['Password (again): ', 'correct horse\r'],
      ["User 'alice' created.", ''],
    ],
  );

  expect(ending).toMatchObject({ exitCode: 0, stderr: '' });
  expect(ending.stdout).not.toMatch(/correct|horse/);
  const dependencies = await openDependencies();
  expect(await checkPassword(dependencies, 'alice', 'correct horse')).toMatchObject({
    isSuperuser: false,
  });
});
