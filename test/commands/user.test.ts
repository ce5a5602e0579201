import { expect } from 'vitest';
import { addUser, test } from '../command.ts';

test.concurrent(
  'deactivate and activate shut a user out and let them in again',
  async ({ commandLine }) => {
    const { manage, openDependencies } = commandLine;
    const dependencies = await openDependencies();
    await addUser(dependencies, 'alice', 'correct horse');
    await addUser(dependencies, 'bob', 'correct horse');
    const { users } = dependencies;

    expect(await manage(['deactivate', 'alice'])).toEqual({
      exitCode: 0,
      stdout:
        "User 'alice' is now inactive; nothing issued to them works until they are active again.\n",
      stderr: '',
    });
    expect(await users.findByUsername('alice')).toMatchObject({ isActive: false });
    expect(await users.findByUsername('bob')).toMatchObject({ isActive: true });

    expect(await manage(['activate', 'alice'])).toEqual({
      exitCode: 0,
      stdout: "User 'alice' is now active.\n",
      stderr: '',
    });
    expect(await users.findByUsername('alice')).toMatchObject({ isActive: true });
  },
);

test.concurrent('deleteuser deletes that user and says so', async ({ commandLine }) => {
  const { manage, openDependencies } = commandLine;
  const dependencies = await openDependencies();
  await addUser(dependencies, 'alice', 'correct horse');
  await addUser(dependencies, 'bob', 'correct horse');

  expect(await manage(['deleteuser', 'alice'])).toEqual({
    exitCode: 0,
    stdout: "User 'alice' is deleted, with all that was issued to them.\n",
    stderr: '',
  });
  expect(await dependencies.users.findByUsername('alice')).toBeUndefined();
  expect(await dependencies.users.findByUsername('bob')).toBeDefined();
});

test.concurrent.for(['activate', 'deactivate', 'deleteuser'])(
  '%s says who is not there',
  async (command, { commandLine }) => {
    const { manage } = commandLine;

    expect(await manage([command, 'nobody'])).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: "Error: User 'nobody' does not exist.\n",
    });
  },
);
