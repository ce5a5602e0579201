import { expect, it } from 'vitest';
import { startProcess } from '../support/process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { brokenRequest, seededNumbers, statusOf } from '../hostile/broken-bodies.ts';

/** For how long, in seconds, each time with other bodies. */
const SECONDS = Number(process.env.FUZZ_SECONDS ?? '20');

it(
  `48: no broken body ends the process in ${SECONDS} seconds`,
  { timeout: (SECONDS + 60) * 1000 },
  async () => {
    const settings = { LOGIN_THROTTLE: 'off', NODE_ENV: 'test', SECRET_KEY: 'k'.repeat(32) };
    const server = startProcess(settings, temporaryFolder());
    const origin = await server.listening;
    const port = Number(new URL(origin).port);
    const seed = Date.now() % 2 ** 31;
    const next = seededNumbers(seed);
    const end = performance.now() + SECONDS * 1000;
    let count = 0;
    while (performance.now() < end) {
      const requests = Array.from({ length: 10 }, () => brokenRequest(next));
      const statuses = await Promise.all(requests.map((request) => statusOf(port, request)));
      expect(Math.max(...statuses.map((status) => status ?? 0)), `seed ${seed}`).toBeLessThan(500);
      count += requests.length;
    }
    console.log(`${count} broken bodies, seed ${seed}`);
    expect(server.child.exitCode, `seed ${seed}`).toBe(null);
    expect((await fetch(`${origin}/healthz`)).status).toBe(200);
  },
);
