import { expect } from 'vitest';
import { EventStore } from '../../src/events/store.ts';
import { OPERATOR } from '../../src/users/authority.ts';
import { addUser, test } from '../support/command.ts';

test.concurrent('deactivate and activate shut a user out and let them in again', async ({
  commandLine,
}) => {
  const { manage, openDependencies } = commandLine;
  const dependencies = await openDependencies();
  await addUser(dependencies, 'alice', 'correct horse');
  await addUser(dependencies, 'bob', 'correct horse');
  const { users } = dependencies;

  expect(await manage(['deactivate', 'alice'])).toEqual({
    exitCode: 0,
    stdout: "User 'alice' is now inactive; all that was issued to them has ended.\n",
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
});

test.concurrent('deleteuser deletes that user and says so', async ({ commandLine }) => {
  const { manage, openDependencies } = commandLine;
  const dependencies = await openDependencies();
  await addUser(dependencies, 'alice', 'correct horse');
  await addUser(dependencies, 'bob', 'correct horse');

  expect(await manage(['deleteuser', 'alice', '--yes'])).toEqual({
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

test.concurrent('deleteuser asks first', async ({ commandLine }) => {
  const { manage, manageOnTerminal, openDependencies } = commandLine;
  const { users, hasher, ...dependencies } = await openDependencies();
  await addUser({ users, hasher, ...dependencies }, 'alice', 'correct horse');

  const unasked = await manage(['deleteuser', 'alice']);
  expect(unasked).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('--yes') as string,
  });
  const question = "Delete user 'alice', with all that was issued to them? [y/N]: ";
  const no = await manageOnTerminal(['deleteuser', 'alice'], [[question, 'n\n']]);
  expect(no.exitCode).toBe(1);
  expect(await users.findByUsername('alice')).toBeDefined();
  const yes = await manageOnTerminal(['deleteuser', 'alice'], [[question, 'y\n']]);
  expect(yes.exitCode).toBe(0);
  expect(await users.findByUsername('alice')).toBeUndefined();
});

test.concurrent('the last active superuser stays one, unless it is said that they shall not', async ({
  commandLine,
}) => {
  const { manage, openDependencies } = commandLine;
  const { users, database, clock } = await openDependencies();
  await users.create(
    { username: 'root', email: '', encodedPassword: '!', isSuperuser: true },
    OPERATOR,
  );
  await users.create(
    { username: 'off', email: '', encodedPassword: '!', isActive: false },
    OPERATOR,
  );

  for (const command of [
    ['deactivate', 'root'],
    ['deleteuser', 'root', '--noinput'],
  ]) {
    expect(await manage(command)).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('last active superuser') as string,
    });
    expect(await users.findByUsername('root')).toMatchObject({ isActive: true });
  }
  expect((await manage(['deactivate', 'root', '--last-superuser'])).exitCode).toBe(0);
  expect((await manage(['activate', 'root'])).exitCode).toBe(0);
  expect((await manage(['deleteuser', 'root', '--yes', '--last-superuser'])).exitCode).toBe(0);
  expect(await users.findByUsername('root')).toBeUndefined();
  // What commands do is written down as what requests do.
  const events = await new EventStore(database, clock).list(10, 'root');
  expect(events.map(({ type }) => type)).toEqual([
    'user deleted',
    'user activated',
    'user deactivated',
  ]);
});
