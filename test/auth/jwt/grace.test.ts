import { describe, expect, it } from 'vitest';
import { EventStore } from '../../../src/events/store.ts';
import { startServer } from '../../support/server.ts';
import type { TestServer } from '../../support/server.ts';
import { obtainPair } from './pair.ts';
import { BLACKLISTED, post, renew } from './post.ts';

const SECOND = 1000;

const PHONE = { 'User-Agent': 'an app on a phone', 'X-Forwarded-For': '2001:db8:1:2::3' };
/** The phone after its operating system gave it another address. */
const SAME_PHONE = { ...PHONE, 'X-Forwarded-For': '2001:db8:1:2:ffff::7' };
const ELSEWHERE = [
  ['another network', { ...PHONE, 'X-Forwarded-For': '2001:db8:1:3::3' }],
  ['another program', { ...PHONE, 'User-Agent': 'curl/8.5.0' }],
] as const;

function startBehindProxy(settings: Record<string, string> = {}): Promise<TestServer> {
  return startServer({ TRUST_PROXY: '1', ...settings });
}

async function eventsOf({ dependencies }: TestServer): Promise<string[]> {
  const { database, clock } = dependencies;
  const events = await new EventStore(database, clock).list(100, 'root');
  return events.map(({ type }) => type).filter((type) => type !== 'login succeeded');
}

describe('within the grace period', () => {
  it('17: each spent token gives the newest one, and nobody is logged out by using it', async () => {
    const server = await startServer();
    const { refresh: first } = await obtainPair(server.origin);
    const second = await renew(server, first);
    server.advance(SECOND);
    const third = await renew(server, second);
    server.advance(SECOND);
    for (const spent of [first, second, first]) expect(await renew(server, spent)).toBe(third);
    server.advance(60 * SECOND);
    expect(await renew(server, third)).not.toBe(third);
    expect(await eventsOf(server)).toEqual([]);
  });

  it('17: each spent token has a grace period of its own', async () => {
    const server = await startServer();
    const { refresh: first } = await obtainPair(server.origin);
    const second = await renew(server, first);
    server.advance(29 * SECOND);
    const third = await renew(server, second);
    server.advance(SECOND);
    expect(await renew(server, second)).toBe(third);
    expect(await post(server, 'refresh/', { refresh: first })).toEqual(BLACKLISTED);
    expect(await post(server, 'refresh/', { refresh: third })).toEqual(BLACKLISTED);
  });

  it('17: a client that moves about in its own network goes on', async () => {
    const server = await startBehindProxy();
    const { refresh } = await obtainPair(server.origin);
    const successor = await renew(server, refresh, PHONE);
    expect(await renew(server, refresh, SAME_PHONE)).toBe(successor);
    expect(await eventsOf(server)).toEqual([]);
  });

  it.each(ELSEWHERE)('17: %s gets nothing, and its owner is told, once', async (_, other) => {
    const server = await startBehindProxy();
    const { refresh } = await obtainPair(server.origin);
    const successor = await renew(server, refresh, PHONE);
    for (let time = 0; time < 3; time += 1) {
      expect(await post(server, 'refresh/', { refresh }, other)).toEqual(BLACKLISTED);
    }
    expect(await eventsOf(server)).toEqual(['refresh token used elsewhere']);
    expect(server.log.join('')).toContain('"level":40');
    // The client with the successor goes on.
    expect(await renew(server, refresh, PHONE)).toBe(successor);
    await renew(server, successor, PHONE);
  });

  it.each(ELSEWHERE)('17: %s ends the login, with JWT_ROTATION_STRICT', async (_, other) => {
    const server = await startBehindProxy({ JWT_ROTATION_STRICT: 'true' });
    const { refresh } = await obtainPair(server.origin);
    const successor = await renew(server, refresh, PHONE);
    expect(await renew(server, refresh, PHONE)).toBe(successor);
    expect(await post(server, 'refresh/', { refresh }, other)).toEqual(BLACKLISTED);
    expect(await eventsOf(server)).toEqual(['refresh token reused']);
    expect(await post(server, 'refresh/', { refresh: successor }, PHONE)).toEqual(BLACKLISTED);
  });

  it('17: who was first with the successor has it alone', async () => {
    const server = await startBehindProxy();
    const [, thief] = ELSEWHERE[0];
    const { refresh: first } = await obtainPair(server.origin);
    const second = await renew(server, first, PHONE);
    await renew(server, second, thief);
    for (const refresh of [first, second]) {
      expect(await post(server, 'refresh/', { refresh }, PHONE)).toEqual(BLACKLISTED);
    }
    expect(await eventsOf(server)).toEqual(['refresh token used elsewhere']);
  });

  it('17: a thief who asks /verify/ does not learn of a refresh before it is too late', async () => {
    const server = await startServer();
    const { refresh: stolen } = await obtainPair(server.origin);
    const verify = async (): Promise<number> =>
      (await post(server, 'verify/', { token: stolen })).status;
    const successor = await renew(server, stolen);
    expect(await verify()).toBe(200);
    server.advance(29_999);
    expect(await verify()).toBe(200);
    server.advance(1);
    expect(await verify()).toBe(400);
    expect(await eventsOf(server)).toEqual([]);
    expect(await post(server, 'refresh/', { refresh: stolen })).toEqual(BLACKLISTED);
    expect(await eventsOf(server)).toEqual(['refresh token reused']);
    expect(await post(server, 'verify/', { token: successor })).toMatchObject({ status: 400 });
  });
});
