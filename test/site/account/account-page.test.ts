import { expect, test } from 'vitest';
import { schemeSites } from '../../../src/site/schemes.ts';
import { startServer } from '../../support/server.ts';
import type { TestServer } from '../../support/server.ts';
import { deleteUser } from '../../support/change-user.ts';

/** The page of a user. */
async function accountOf(server: TestServer, username: string): Promise<string> {
  const headers = await schemeSites.at(0)?.obtain(server.origin, username, 'toor');
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
  const headers = await schemeSites.at(0)?.obtain(server.origin, 'root', 'toor');
  const answer = await fetch(`${server.origin}/account/`, { headers: { ...headers } });
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect((await fetch(`${server.origin}/account/`)).status).toBe(401);
});

const EVENTS = /<li>Token created: <q>(\d+)<\/q>/g;
const OLDER = /<a href="(\?before=\d+)#events">Older</;

test.each([
  ['their own page', '/account/', 'bob'],
  ['the page of administrators', '/admin/users/2/', 'root'],
])('63: whatever is done later, all that happened to a user is on %s', async (_, path, reader) => {
  const server = await startServer();
  await server.addUser('bob', 'toor');
  const { users, events } = server.dependencies;
  const bob = (await users.findByUsername('bob')) ?? expect.fail();
  for (let number = 1; number <= 45; number += 1) {
    await events.record('token issued', { user: bob, detail: String(number) });
    // What happens to others is not counted.
    await events.record('login failed', { user: { id: 1, username: 'root' } });
  }
  const headers = await schemeSites.at(0)?.obtain(server.origin, reader, 'toor');
  const seen: number[] = [];
  let query: string | undefined = '';
  for (let pages = 0; query !== undefined && pages < 5; pages += 1) {
    const answer: Response = await fetch(`${server.origin}${path}${query}`, {
      headers: { ...headers },
    });
    expect(answer.status).toBe(200);
    const page: string = await answer.text();
    const numbers = [...page.matchAll(EVENTS)].map(([, number]) => Number(number));
    expect(numbers.length).toBeLessThanOrEqual(20);
    seen.push(...numbers);
    query = OLDER.exec(page)?.[1];
  }
  expect(seen).toEqual(Array.from({ length: 45 }, (_, index) => 45 - index));
  for (const odd of ['x', '0', '-1', '1e3', '9'.repeat(40), '1&before=2']) {
    const wrong = `${server.origin}${path}?before=${odd}`;
    expect((await fetch(wrong, { headers: { ...headers } })).status).toBe(200);
  }
});
