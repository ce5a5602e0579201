import { describe, expect, it } from 'vitest';
import { schemeSites } from '../../src/site/schemes.ts';
import { statementsOf } from '../../src/database/migrate.ts';
import { migrations } from '../../src/server/migrations.ts';
import { EventStore } from '../../src/events/store.ts';
import type { RecordedEvent } from '../../src/events/store.ts';
import { keepHouse } from '../../src/server/housekeeping.ts';
import { rawRequest, sendRaw } from '../support/raw.ts';
import { START, startServer } from '../support/server.ts';
import type { TestServer } from '../support/server.ts';

function eventsOf({ dependencies }: TestServer, username?: string): Promise<RecordedEvent[]> {
  const { database, clock } = dependencies;
  return new EventStore(database, clock).list(1000, username);
}

/** Asks for `/home/` with what a site gives for a password, right or not. */
async function enter(server: TestServer, site: (typeof schemeSites)[number], password: string) {
  const headers = await site.obtain(server.origin, 'root', password);
  return fetch(`${server.origin}/home/`, { headers, redirect: 'manual' });
}

describe('events', () => {
  it.each(schemeSites)('tell of a login by $name, right or wrong, and who tried', async (site) => {
    const server = await startServer();
    await enter(server, site, 'toor');
    server.advance(1000);
    await enter(server, site, 'wrong');
    const logins = (await eventsOf(server)).filter(({ type }) => type.startsWith('login'));
    const common = {
      id: expect.any(Number) as number,
      userId: 1,
      username: 'root',
      address: '127.0.0.1',
      userAgent: 'node',
      detail: null,
      actor: null,
      path: expect.stringMatching(/^\/[a-z/-]+\/$/) as string,
    };
    expect(logins).toEqual([
      { ...common, at: START + 1000, type: 'login failed' },
      { ...common, at: START, type: 'login succeeded' },
    ]);
    expect(await eventsOf(server, 'bob')).toEqual([]);
    expect((await eventsOf(server, 'root')).length).toBeGreaterThanOrEqual(2);
  });

  it('32: say nothing that was typed in place of a name, nor any password', async () => {
    const server = await startServer();
    for (const site of schemeSites) {
      await site.obtain(server.origin, 'hunter2hunter2', 'hunter3hunter3');
      await enter(server, site, 'hunter4hunter4');
      await enter(server, site, 'toor');
    }
    const headers = await schemeSites[0]?.obtain(server.origin, 'hunter2hunter2', 'hunter3hunter3');
    await fetch(`${server.origin}/home/?password=hunter5`, { ...(headers && { headers }) });
    const told = JSON.stringify(await eventsOf(server)) + server.log.join('');
    expect(told).toContain('login failed');
    expect(told).not.toMatch(/hunter|toor/);
  });

  it('33: tell when a limit is reached, once, so that a flood does not fill the disk', async () => {
    const server = await startServer();
    const site = schemeSites[0];
    if (site === undefined) throw new TypeError('there is no scheme');
    for (let time = 0; time < 30; time += 1) await enter(server, site, 'wrong');
    const types = (await eventsOf(server)).map(({ type }) => type);
    expect(types.filter((type) => type === 'login failed')).toHaveLength(10);
    expect(types.filter((type) => type === 'login throttled')).toHaveLength(1);
    expect(types).toHaveLength(11);
  });

  it('32: keep no control character of a client, and not too much', async () => {
    const server = await startServer();
    const [site] = schemeSites;
    const [name = '', value = ''] =
      Object.entries((await site?.obtain(server.origin, 'root', 'toor')) ?? {})[0] ?? [];
    const agent = `evil\u009b31m${'x'.repeat(1000)}`;
    const request = rawRequest('GET', '/home/', [
      [name, value],
      ['User-Agent', agent],
    ]);
    expect((await sendRaw(server.port, request)).status).toBe(200);
    const [event] = await eventsOf(server);
    expect(event?.userAgent).toMatch(/^evil31mx+$/);
    expect(event?.userAgent).toHaveLength(256);
  });

  it('32: keep no control character of a detail, which goes to a terminal', async () => {
    const server = await startServer();
    const { events } = server.dependencies;
    await events.record('token issued', { detail: 'mine\u001b[2J\n\u009b2J' });
    expect((await eventsOf(server))[0]?.detail).toBe('mine[2J2J');
  });

  it('that cannot be kept are in the log, and fail no request that has done its work', async () => {
    const server = await startServer();
    const { events, database } = server.dependencies;
    await database.run('DROP TABLE events');
    await events.record('token issued', { detail: 'mine' });
    const log = server.log.join('');
    expect(log).toContain('"msg":"token issued"');
    expect(log).toContain('event not kept');
  });

  it('are forgotten after EVENT_RETENTION, and other things once they have expired', async () => {
    const server = await startServer({ EVENT_RETENTION: '30d' });
    for (const site of schemeSites) await enter(server, site, 'toor');
    await enter(server, schemeSites[0] ?? expect.fail(), 'wrong');
    server.advance(30 * 86_400_000);
    await keepHouse(server.dependencies);
    expect((await eventsOf(server)).length).toBeGreaterThan(schemeSites.length);
    server.advance(1);
    await keepHouse(server.dependencies);
    expect(await eventsOf(server)).toEqual([]);
    const { database } = server.dependencies;
    // What is known of addresses from which somebody has logged in goes, too, and every session.
    const schema = migrations
      .flatMap((migration) => statementsOf(migration, database.dialect))
      .join('\n');
    for (const [, name = ''] of schema.matchAll(/CREATE TABLE (\w+)/g)) {
      if (name === 'users' || schema.includes(`DROP TABLE ${name}\n`)) continue;
      const rows = await database.all<{ expires_at?: number }>(`SELECT * FROM ${name}`);
      for (const row of rows) expect(row, name).not.toHaveProperty('expires_at');
    }
  });
});
