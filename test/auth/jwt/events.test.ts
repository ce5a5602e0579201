import { expect, it } from 'vitest';
import { EventStore } from '../../../src/events/store.ts';
import { START, startServer } from '../../support/server.ts';
import type { TestServer } from '../../support/server.ts';
import { obtainPair } from './pair.ts';

function post(server: TestServer, path: string, refresh: string): Promise<Response> {
  const body = new URLSearchParams({ refresh });
  return fetch(`${server.origin}/api/token/${path}/`, { method: 'POST', body });
}

async function typesOf({ dependencies }: TestServer): Promise<string[]> {
  const { database, clock } = dependencies;
  const events = await new EventStore(database, clock).list(100, 'root');
  return events.map(({ type }) => type).filter((type) => type !== 'login succeeded');
}

it('17: a refresh token that is reused is told of, once', async () => {
  const server = await startServer();
  const { refresh } = await obtainPair(server.origin);
  for (let time = 0; time < 2; time += 1) {
    expect((await post(server, 'refresh', refresh)).status).toBe(200);
  }
  expect(await typesOf(server)).toEqual([]);
  server.advance(30_000);
  for (let time = 0; time < 2; time += 1) {
    expect((await post(server, 'refresh', refresh)).status).toBe(401);
  }
  expect(await typesOf(server)).toEqual(['refresh token reused']);
  expect(server.log.join('')).toContain('"level":40');
});

it('a refresh token that is given back is told of', async () => {
  const server = await startServer();
  const { refresh } = await obtainPair(server.origin);
  for (const status of [200, 401]) {
    expect((await post(server, 'blacklist', refresh)).status).toBe(status);
  }
  expect(await typesOf(server)).toEqual(['token revoked']);
});

it('a family says when and from where it was renewed, and ends as a whole', async () => {
  const server = await startServer();
  const { refresh, access } = await obtainPair(server.origin);
  server.advance(60_000);
  const renewed = (await (await post(server, 'refresh', refresh)).json()) as { refresh: string };
  const headers = { Authorization: `Bearer ${access}` };
  const list = async (): Promise<{ id: string }[]> =>
    (await (await fetch(`${server.origin}/api/sessions/`, { headers })).json()) as { id: string }[];
  const [family, ...others] = await list();
  expect(others).toEqual([]);
  expect(family).toMatchObject({
    created: new Date(START).toISOString(),
    last_seen: new Date(START + 60_000).toISOString(),
    expires: new Date(START + 60_000 + 86_400_000).toISOString(),
    address: '127.0.0.1',
  });
  const path = `${server.origin}/api/sessions/${family?.id ?? ''}/`;
  expect((await fetch(path, { method: 'DELETE', headers })).status).toBe(204);
  expect((await post(server, 'refresh', renewed.refresh)).status).toBe(401);
  expect(await list()).toEqual([]);
});
