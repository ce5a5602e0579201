import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { openDatabase } from '../../src/database/open.ts';
import { startServer } from '../support/server.ts';

/** It keeps everybody who asks what this user may waiting. */
const LOCK = 'UPDATE users SET username = username WHERE id = 2';

/** How much of it the user asks for at once: more than there are connections for transactions. */
const TIMES = 8;

it('64: one user’s pile of requests that wait for a lock keeps nobody else waiting', async () => {
  const server = await startServer();
  const { origin, addUser, databaseUrl } = server;
  await addUser('alice', 'toor');
  const authorization = `Token ${await obtainToken(origin, 'alice')}`;
  const ask = (method: string, path: string): Promise<number> =>
    fetch(origin + path, { method, headers: { authorization } }).then(({ status }) => status);

  const other = openDatabase(databaseUrl);
  let pile: Promise<number>[] = [];
  await other.transaction('elsewhere', async (queries) => {
    await queries.run(LOCK);
    pile = Array.from({ length: TIMES }, () => [
      ask('POST', '/logout/all/'),
      ask('DELETE', '/api/tokens/7/'),
      ask('DELETE', '/api/tokens/0/'),
      ask('DELETE', '/api/sessions/none/'),
    ]).flat();
    // By now all of them wait for their turn.
    await delay(500);
    for (const username of ['root', 'root', 'root']) {
      expect(await obtainToken(origin, username)).toMatch(/^[0-9a-f]{40}$/);
    }
  });
  await other.close();
  // What the lock kept waiting for too long says so; one of the others has ended the token itself.
  for (const status of await Promise.all(pile)) expect([204, 401, 403, 404, 503]).toContain(status);
});

/** The login takes a transaction for the throttle, and the first one another for the token. */
async function obtainToken(origin: string, username: string): Promise<string> {
  const body = new URLSearchParams({ username, password: 'toor' });
  const answer = await fetch(`${origin}/api-token-auth/`, { method: 'POST', body });
  return ((await answer.json()) as { token: string }).token;
}
