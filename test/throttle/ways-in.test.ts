import { describe, expect, it } from 'vitest';
import { schemeSites } from '../../src/site/schemes.ts';
import { startServer } from '../support/server.ts';
import type { TestServer } from '../support/server.ts';

/** Tries to get in through every door, one after the other, so many times, and says where it could. */
async function knock(server: TestServer, password: string, times: number): Promise<string[]> {
  const entered: string[] = [];
  for (let time = 0; time < times; time += 1) {
    const site = schemeSites[time % schemeSites.length];
    const headers = await site?.obtain(server.origin, 'root', password);
    const options = { redirect: 'manual', ...(headers && { headers }) } as const;
    const answer = await fetch(`${server.origin}/home/`, options);
    if (answer.status === 200 && site !== undefined) entered.push(site.name);
  }
  return entered;
}

describe('wrong passwords', () => {
  it('33: are counted together, whichever way they come in', async () => {
    const server = await startServer();
    const names = schemeSites.map(({ name }) => name);
    expect(await knock(server, 'wrong', 9)).toEqual([]);
    expect(await knock(server, 'toor', schemeSites.length)).toEqual(names);
    expect(await knock(server, 'wrong', 10)).toEqual([]);
    server.advance(14 * 60_000);
    expect(await knock(server, 'toor', schemeSites.length)).toEqual([]);
    server.advance(60_000);
    expect(await knock(server, 'toor', schemeSites.length)).toEqual(names);
  });

  it('33: are not counted where LOGIN_THROTTLE is off', async () => {
    const server = await startServer({ LOGIN_THROTTLE: 'off' });
    expect(await knock(server, 'wrong', 30)).toEqual([]);
    expect(await knock(server, 'toor', schemeSites.length)).toHaveLength(schemeSites.length);
  });

  it('33: are hashed no more than ten times, however many come at once', async () => {
    const server = await startServer();
    const { hasher } = server.dependencies;
    const verify = hasher.verify.bind(hasher);
    let hashed = 0;
    hasher.verify = (...parameters) => {
      hashed += 1;
      return verify(...parameters);
    };
    await Promise.all(Array.from({ length: 50 }, () => knock(server, 'wrong', schemeSites.length)));
    expect(hashed).toBe(10);
  });
});
