import autocannon from 'autocannon';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { createHistogram } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { schemeSites } from '../../../src/site/schemes.ts';
import { failuresOf, prepareDeployment } from '../../support/deployment.ts';
import type { Remote } from '../../support/deployment.ts';

const MEASURED_SERVER = fileURLToPath(new URL('../../faults/measured-server.ts', import.meta.url));

const ROUNDS = 6;
const SECONDS = 2;

/** Milliseconds that count as no delay, for a hash takes one of two cores, and others work here, too. */
const UNNOTICED = 25;

/** Milliseconds between two requests of one user. */
const PACE = 10;

/** Asks for `/home/` with each of these headers, again and again; the 99th percentile in milliseconds. */
async function measureUsers(
  { port }: Remote,
  users: readonly Record<string, string>[],
): Promise<number> {
  const agent = new Agent({ keepAlive: true });
  const histogram = createHistogram();
  const end = performance.now() + SECONDS * 1000;
  const ask = async (headers: Record<string, string>): Promise<void> => {
    const start = performance.now();
    const asked = request({ port, path: '/home/', headers, agent }).end();
    const [answer] = (await once(asked, 'response')) as [NodeJS.ReadableStream & Answer];
    await once(answer.resume(), 'end');
    histogram.record(Math.round((performance.now() - start) * 1000));
    expect(answer.statusCode).toBe(200);
  };
  await Promise.all(
    users.map(async (headers) => {
      while (performance.now() < end) {
        await ask(headers);
        await wait(PACE);
      }
    }),
  );
  agent.destroy();
  return histogram.percentile(99) / 1000;
}

/** Milliseconds at the 99th percentile, without the flood and with it, and what the flood was answered. */
interface Round {
  readonly idle: number;
  readonly flooded: number;
  readonly idleDelay: number;
  readonly delay: number;
  readonly wrong: number;
  readonly refused: number;
}

interface Answer {
  readonly statusCode?: number;
}

const DISTINCT_PASSWORDS = fileURLToPath(new URL('distinct-passwords.cjs', import.meta.url));

/** Sends wrong passwords on this many connections, from a thread of its own. */
function flood({ origin }: Remote, connections: number): Promise<autocannon.Result> {
  return autocannon({
    url: `${origin}/home/`,
    // A path, where there are workers; the types know of functions alone.
    ...{ setupClient: DISTINCT_PASSWORDS as never },
    connections,
    duration: SECONDS,
    timeout: 60,
    workers: 1,
  });
}

async function loopDelay({ child }: Remote): Promise<number> {
  child.send('how long?');
  const [milliseconds] = (await once(child, 'message')) as [number];
  return milliseconds;
}

/** Whether the users were served about as if there was no flood. */
function isUnnoticed({ idle, flooded, idleDelay, delay }: Round): boolean {
  return flooded < Math.max(2 * idle, UNNOTICED) && delay < Math.max(2 * idleDelay, 20);
}

it.each([
  { connections: 50, isQueueFull: false },
  { connections: 100, isQueueFull: true },
])(
  '38: wrong passwords on $connections connections do not keep users of other schemes waiting',
  async ({ connections, isQueueFull }) => {
    const { start } = await prepareDeployment({ BCRYPT_COST: '12' });
    const server = await start({}, MEASURED_SERVER);
    const users: Record<string, string>[] = [];
    for (const { name, obtain } of schemeSites) {
      if (name !== 'basic') users.push(await obtain(server.origin, 'root', 'toor'));
    }
    // Warms the server up, and leaves its queue as full as a flood can.
    await Promise.all([measureUsers(server, users), flood(server, connections)]);
    await loopDelay(server);

    const rounds: Round[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const idle = await measureUsers(server, users);
      const idleDelay = await loopDelay(server);
      const flooding = flood(server, connections);
      const flooded = await measureUsers(server, users);
      const delay = await loopDelay(server);
      const { '4xx': wrong, '5xx': refused } = await flooding;
      rounds.push({ idle, flooded, idleDelay, delay, wrong, refused });
    }
    console.table(rounds);

    // What is wrong with the server shows in every round, what else goes on here in some.
    expect(rounds.some(isUnnoticed)).toBe(true);
    expect(rounds.some(({ wrong, refused }) => wrong + refused > 0)).toBe(true);
    if (isQueueFull) expect(rounds.some(({ refused }) => refused > 0)).toBe(true);
    expect(failuresOf(server)).toEqual([]);
  },
);
