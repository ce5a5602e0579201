import { describe, expect, it } from 'vitest';
import { schemeSites } from '../../src/site/schemes.ts';
import { startServer } from '../support/server.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Longer than anything here lives, and all that comes before. */
const AGES = [60_000, 300_000, HOUR, DAY, 14 * DAY, 20 * DAY, 30 * DAY];

describe.each(schemeSites)('the scheme $name', ({ obtain }) => {
  it('44: brings nothing back to life when the clock is set back or forward by an hour', async () => {
    const server = await startServer();
    const credentials = await obtain(server.origin, 'root', 'toor');
    const home = async (): Promise<number> =>
      (await fetch(`${server.origin}/home/`, { headers: credentials })).status;
    let age = 0;
    for (const next of AGES) {
      server.advance(next - age);
      age = next;
      const status = await home();
      for (const jump of [-HOUR, HOUR, HOUR, -HOUR]) {
        server.advance(jump);
        if (status === 401) expect(await home(), `at ${next} ms`).toBe(401);
      }
    }
  });

  it('44: lets users in while the clock is behind', async () => {
    const server = await startServer();
    await obtain(server.origin, 'root', 'toor');
    server.advance(-HOUR);
    const credentials = await obtain(server.origin, 'root', 'toor');
    expect((await fetch(`${server.origin}/home/`, { headers: credentials })).status).toBe(200);
  });
});
