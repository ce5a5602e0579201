import { expect, it } from 'vitest';
import { schemeSites } from '../../src/site/schemes.ts';
import { START, startServer } from '../support/server.ts';
import type { TestServer } from '../support/server.ts';

/** How many logins a user can have of each scheme. */
const MOST = 100;

/** When each of the user's logins began, the first first. */
async function loginTimes(
  { origin }: TestServer,
  headers: Record<string, string>,
): Promise<number[]> {
  const answer = await fetch(`${origin}/api/sessions/`, { headers });
  const logins = (await answer.json()) as { created: string }[];
  return logins.map(({ created }) => Date.parse(created)).sort((one, other) => one - other);
}

async function endings({ dependencies }: TestServer): Promise<unknown[]> {
  return dependencies.database.all("SELECT detail FROM events WHERE type = 'session ended'");
}

it.each(schemeSites)(
  '63: a user has a hundred logins by $name at most; one more ends the oldest, and says so',
  async ({ name, obtain }) => {
    const server = await startServer({ LOGIN_THROTTLE: 'off' });
    let headers = await obtain(server.origin, 'root', 'toor');
    // Some schemes know no logins.
    if ((await loginTimes(server, headers)).length === 0) return;
    for (let count = 1; count < MOST; count += 1) {
      server.advance(1000);
      headers = await obtain(server.origin, 'root', 'toor');
    }
    expect(await loginTimes(server, headers)).toHaveLength(MOST);
    expect(await endings(server)).toEqual([]);

    server.advance(1000);
    headers = await obtain(server.origin, 'root', 'toor');
    const times = await loginTimes(server, headers);
    expect(times).toHaveLength(MOST);
    expect(times[0]).toBe(START + 1000);
    expect((await fetch(`${server.origin}/home/`, { headers })).status).toBe(200);
    expect(await endings(server)).toEqual([{ detail: `${name}: one of more than 100` }]);
  },
);
