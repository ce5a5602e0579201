import { expect, test } from 'vitest';
import { rooms } from '../../src/auth/rooms.ts';
import { startServer } from '../server.ts';
import type { TestServer } from '../server.ts';
import { deleteUser } from '../change-user.ts';

/** The page of a user. */
async function accountOf(server: TestServer, username: string): Promise<string> {
  const headers = await rooms.at(0)?.obtain(server.origin, username, 'toor');
  const answer = await fetch(`${server.origin}/account/`, { headers: { ...headers } });
  expect(answer.status).toBe(200);
  return answer.text();
}

test('whoever gets a name that was somebody’s sees nothing of what happened to them', async () => {
  const server = await startServer();
  const { users, events } = server.dependencies;
  await server.addUser('bob', 'toor');
  const former = await users.findByUsername('bob');
  await events.record('token issued', { user: former, detail: 'a private name' });
  expect(await accountOf(server, 'bob')).toContain('a private name');
  await deleteUser(server.dependencies, 'bob');
  await server.addUser('bob', 'toor');
  expect(await accountOf(server, 'bob')).not.toContain('a private name');
});

test('35: what somebody calls a program or a token is shown as they wrote it', async () => {
  const server = await startServer();
  const { users, events } = server.dependencies;
  const user = await users.findByUsername('root');
  await events.record('token issued', { user, detail: '"><script>alert(1)</script>' });
  const page = await accountOf(server, 'root');
  expect(page).toContain('&lt;script>alert(1)&lt;/script>');
  expect(page).not.toContain('<script');
});

test('the page is kept nowhere, and only its user sees it', async () => {
  const server = await startServer();
  const headers = await rooms.at(0)?.obtain(server.origin, 'root', 'toor');
  const answer = await fetch(`${server.origin}/account/`, { headers: { ...headers } });
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect((await fetch(`${server.origin}/account/`)).status).toBe(401);
});
