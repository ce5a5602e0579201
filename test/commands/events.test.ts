import { expect } from 'vitest';
import { addUser, test } from '../support/command.ts';

test.concurrent('events shows what happened, a user’s or everybody’s, oldest first', async ({
  commandLine,
}) => {
  const { manage, openDependencies } = commandLine;
  const dependencies = await openDependencies();
  expect(await manage(['events'])).toEqual({
    exitCode: 0,
    stdout: '',
    stderr: 'There are no events.\n',
  });
  for (const name of ['alice', 'bob']) await addUser(dependencies, name, 'correct horse');
  expect((await manage(['logout', 'alice'])).stdout).toBe(
    "User 'alice' is logged out everywhere.\n",
  );
  const change = ['changepassword', 'bob', '--password-stdin'];
  expect((await manage(change, { stdin: 'battery staple' })).exitCode).toBe(0);

  const { stdout } = await manage(['events']);
  const [head, ...lines] = stdout.trim().split('\n');
  expect(head).toMatch(/^time \(UTC\) +event +user +address +client +path +by +detail$/);
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d +logged out everywhere +alice +–/);
  expect(lines[1]).toMatch(/ password changed +bob +–/);

  const [ofBob, latest, wrong] = await Promise.all([
    manage(['events', 'bob']),
    manage(['events', '--limit', '1']),
    manage(['events', '--limit', 'x']),
  ]);
  expect(ofBob.stdout).not.toContain('alice');
  expect(latest.stdout).not.toContain('alice');
  expect(wrong.exitCode).toBe(2);
  expect(wrong.stderr).toContain('It has to be a whole number from 1 to 999999.');
});

test.concurrent('63: events leads to those that are not shown', async ({ commandLine }) => {
  const { manage, openDependencies } = commandLine;
  const { events } = await openDependencies();
  for (const id of [1, 2]) {
    await events.record('token issued', { user: { id, username: 'alice' }, detail: `no. ${id}` });
  }
  const latest = await manage(['events', 'alice', '--limit', '1']);
  expect(latest.stdout).toContain('no. 2');
  expect(latest.stdout).not.toContain('no. 1');
  expect(latest.stderr).toMatch(/^There are older ones: --before \d+\n$/);
  const before = latest.stderr.trim().split(' ').at(-1) ?? '';
  const older = await manage(['events', 'alice', '--limit', '1', '--before', before]);
  expect(older.stdout).toContain('no. 1');
  expect(older.stderr).toBe('');
});

test.concurrent('19: logout ends what was issued, and knows its users', async ({ commandLine }) => {
  const { manage, openDependencies } = commandLine;
  const dependencies = await openDependencies();
  await addUser(dependencies, 'alice', 'correct horse');
  await manage(['logout', 'alice']);
  expect(await dependencies.users.findByUsername('alice')).toMatchObject({ credentialsEpoch: 1 });
  expect(await manage(['logout', 'nobody'])).toEqual({
    exitCode: 1,
    stdout: '',
    stderr: "Error: User 'nobody' does not exist.\n",
  });
});
