import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { failuresOf, prepareDeployment } from '../../support/deployment.ts';
import type { Remote } from '../../support/deployment.ts';
import { obtainPair } from './pair.ts';
import { headerOf, publishedKeys, rotationOf } from './rotation.ts';

const PROCESSES = 4;
const CLIENTS = 8;
/** Milliseconds: how long a key is published before it signs, and between two rotations. */
const AHEAD = 1500;
const BETWEEN = 4000;
/** A client pauses as long, in milliseconds: a family moves on 60 times a minute at most. */
const PAUSE = 1200;

/** A client that refreshes and uses its tokens, each time at another process. */
interface Client {
  readonly username: string;
  refresh: string;
  refreshes: number;
  /** Algorithms and keys that its tokens have had. */
  readonly kids: Set<string>;
}

async function keepRefreshing(
  client: Client,
  servers: readonly Remote[],
  isOver: () => boolean,
): Promise<void> {
  for (let turn = 0; !isOver(); turn++) {
    const { origin } = servers[(client.refreshes + turn) % servers.length] ?? { origin: '' };
    const answer = await fetch(`${origin}/api/token/refresh/`, {
      method: 'POST',
      body: new URLSearchParams({ refresh: client.refresh }),
    });
    const body = (await answer.json()) as { access: string; refresh: string };
    expect({ status: answer.status, client: client.username }).toEqual({
      status: 200,
      client: client.username,
    });
    client.refresh = body.refresh;
    client.refreshes++;
    client.kids.add(headerOf(body.access).kid ?? 'HS256');
    // What one process has signed is good at once in all others.
    for (const each of servers) {
      const headers = { Authorization: `Bearer ${body.access}` };
      expect((await fetch(`${each.origin}/home/`, { headers })).status).toBe(200);
    }
    await wait(PAUSE);
  }
}

it('73: nobody is logged out while the key is replaced, over 4 processes and a flood', async () => {
  const settings = { NODE_ENV: 'test', JWT_ALGORITHM: 'ES256', JWT_ROTATION_GRACE: '30s' };
  const { local, start } = await prepareDeployment(settings);
  const { dependencies } = local;
  const servers = await Promise.all(Array.from({ length: PROCESSES }, () => start()));
  const origin = servers[0]?.origin ?? '';
  const clients: Client[] = await Promise.all(
    Array.from({ length: CLIENTS }, async (_, index) => {
      const username = `client${index}`;
      await local.addUser(username, 'toor');
      const { refresh } = await obtainPair(origin, username);
      return { username, refresh, refreshes: 0, kids: new Set<string>() };
    }),
  );
  // The rotation goes by the real time, as the processes do.
  const rotate = async (algorithm: string): Promise<void> => {
    const schemeSettings = { ...dependencies.config.schemeSettings };
    schemeSettings.jwt = { ...schemeSettings.jwt, JWT_ALGORITHM: algorithm };
    const config = { ...dependencies.config, schemeSettings };
    const real = { ...dependencies, config, clock: Date.now };
    await rotationOf({ ...local, dependencies: real }).rotate(AHEAD);
  };

  let isOver = false;
  const flood = Promise.all(clients.map((client) => keepRefreshing(client, servers, () => isOver)));
  // From one key to the next, to other algorithms, and back to where tokens have none.
  for (const algorithm of ['ES256', 'EdDSA', 'HS256', 'RS256']) {
    await rotate(algorithm);
    await Promise.race([wait(BETWEEN), flood]);
  }
  isOver = true;
  await flood;

  // Those of this process' clock are long over for the others.
  const published = (await publishedKeys(origin)).map(({ alg }) => alg).sort();
  expect(published).toEqual(['ES256', 'ES256', 'EdDSA', 'RS256'].sort());
  const kids = new Set(clients.flatMap((client) => [...client.kids]));
  expect(kids.size).toBe(5);
  for (const { refreshes } of clients) expect(refreshes).toBeGreaterThan(4);
  expect(servers.flatMap(failuresOf)).toEqual([]);
  console.log(`${clients.reduce((sum, each) => sum + each.refreshes, 0)} refreshes`);
});
