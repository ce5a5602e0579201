import { describe, expect, it } from 'vitest';
import { NamedTokenStore } from '../../../src/auth/token/named-store.ts';
import { rooms } from '../../../src/auth/rooms.ts';
import { EventStore } from '../../../src/events/store.ts';
import { START, startServer } from '../../server.ts';
import type { TestServer } from '../../server.ts';

const DAY = 86_400_000;
/** A token cannot make another, so that its user has to come in through another door. */
const door = rooms.find(({ name }) => name !== 'token');

async function enter(server: TestServer, username = 'root'): Promise<Record<string, string>> {
  return (await door?.obtain(server.origin, username, 'toor')) ?? {};
}

interface Made {
  id: number;
  name: string;
  prefix: string;
  token: string;
}

async function ask(
  server: TestServer,
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
): Promise<[status: number, body: unknown]> {
  const answer = await fetch(`${server.origin}/api/tokens/${path}`, {
    method,
    headers: { 'Content-Type': 'application/json', ...(headers ?? (await enter(server))) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return [answer.status, text === '' ? undefined : JSON.parse(text)];
}

async function make(server: TestServer, body: object): Promise<Made> {
  const [status, made] = await ask(server, 'POST', '', body);
  expect(status).toBe(201);
  return made as Made;
}

async function homeStatus(server: TestServer, token: string): Promise<number> {
  const headers = { Authorization: `Token ${token}` };
  return (await fetch(`${server.origin}/home/`, { headers })).status;
}

const inDays = (days: number): string => new Date(START + days * DAY).toISOString();

describe('a named token', () => {
  it('is shown once, works like the other one, and is taken back', async () => {
    const server = await startServer();
    const made = await make(server, { name: ' laptop ' });
    expect(made).toEqual({
      id: 1,
      name: 'laptop',
      prefix: made.token.slice(0, 8),
      created: inDays(0),
      expires: null,
      last_used: null,
      token: expect.stringMatching(/^[0-9a-f]{40}$/) as string,
    });
    expect(await homeStatus(server, made.token)).toBe(200);
    const { token, ...shown } = made;
    const listed = { ...shown, last_used: inDays(0) };
    expect(await ask(server, 'GET', '')).toEqual([200, [listed]]);
    expect(await ask(server, 'DELETE', '1/')).toEqual([204, undefined]);
    expect(await homeStatus(server, token)).toBe(401);
    expect(await ask(server, 'DELETE', '1/')).toEqual([404, { detail: 'Not found.' }]);
    expect(await ask(server, 'GET', '')).toEqual([200, []]);

    const { database, clock } = server.dependencies;
    const events = await new EventStore(database, clock).list(100, 'root');
    const told = events.map(({ type, detail }) => [type, detail]);
    expect(told).toContainEqual(['token issued', 'laptop']);
    expect(told).toContainEqual(['token revoked', 'laptop']);
  });

  it('9: is not in the database', async () => {
    const server = await startServer();
    const { token } = await make(server, { name: 'laptop' });
    const { database } = server.dependencies;
    const rows = JSON.stringify(await database.all('SELECT * FROM named_tokens'));
    expect(rows).not.toContain(token.slice(8));
    for (const value of rows.match(/[0-9a-f]{40,}/g) ?? []) {
      expect(await homeStatus(server, value)).toBe(401);
    }
  });

  it('expires when it should, and no later', async () => {
    const server = await startServer();
    const { token } = await make(server, { name: 'ci', expires: inDays(1) });
    server.advance(DAY - 1);
    expect(await homeStatus(server, token)).toBe(200);
    server.advance(1);
    expect(await homeStatus(server, token)).toBe(401);
    expect(await ask(server, 'GET', '')).toEqual([200, []]);
  });

  it('says when it was used last, with one write a minute', async () => {
    const server = await startServer();
    const { token } = await make(server, { name: 'ci' });
    const { database } = server.dependencies;
    const run = database.run.bind(database);
    let writes = 0;
    database.run = (...parameters) => {
      writes += 1;
      return run(...parameters);
    };
    for (let time = 0; time < 3; time += 1) await homeStatus(server, token);
    expect(writes).toBe(1);
    server.advance(DAY);
    await homeStatus(server, token);
    expect(writes).toBe(2);
    const [, listed] = await ask(server, 'GET', '');
    expect(listed).toMatchObject([{ last_used: inDays(1) }]);
  });

  it.each<[body: unknown, problems: object]>([
    [{}, { name: ['This field is required.'] }],
    [{ name: '' }, { name: ['This field may not be blank.'] }],
    [{ name: ['x'] }, { name: ['Not a valid string.'] }],
    [{ name: 'x'.repeat(101) }, { name: ['Ensure this field has no more than 100 characters.'] }],
    [{ name: 'x', expires: inDays(0) }, { expires: ['This time has passed.'] }],
    ...['tomorrow', '2027-02-30T00:00:00Z', '2027-01-01', 1, {}, []].map<[unknown, object]>(
      (expires) => [
        { name: 'x', expires },
        { expires: ['Datetime has wrong format. Use this one: YYYY-MM-DDThh:mm:ssZ.'] },
      ],
    ),
    [['x'], { non_field_errors: ['Invalid data. Expected a dictionary, but got list.'] }],
  ])('is not made of %j', async (body, problems) => {
    const server = await startServer();
    expect(await ask(server, 'POST', '', body)).toEqual([400, problems]);
    expect(await ask(server, 'GET', '')).toEqual([200, []]);
  });

  it('cannot make another one, nor can the nameless one', async () => {
    const server = await startServer();
    const { token } = await make(server, { name: 'ci', expires: inDays(1) });
    const answer = await fetch(`${server.origin}/api-token-auth/`, {
      method: 'POST',
      body: new URLSearchParams({ username: 'root', password: 'toor' }),
    });
    const nameless = ((await answer.json()) as Made).token;
    for (const key of [token, nameless]) {
      const headers = { Authorization: `Token ${key}` };
      expect((await ask(server, 'POST', '', { name: 'more' }, headers))[0]).toBe(403);
      expect((await ask(server, 'GET', '', undefined, headers))[0]).toBe(200);
    }
  });

  it('is its user’s alone', async () => {
    const server = await startServer();
    await server.addUser('bob', 'toor');
    const bob = await enter(server, 'bob');
    const { id } = await make(server, { name: 'laptop' });
    expect(await ask(server, 'GET', '', undefined, bob)).toEqual([200, []]);
    for (const wrong of [`${id}/`, '0/', '01/', '1e0/', 'x/', '9'.repeat(30)]) {
      expect((await ask(server, 'DELETE', wrong, undefined, bob))[0]).toBe(404);
    }
    expect((await ask(server, 'GET', '', undefined, {}))[0]).toBe(401);
    expect((await ask(server, 'GET', ''))[1]).toHaveLength(1);
  });

  it('19: dies with the epoch; 7: with its user', async () => {
    const server = await startServer();
    const { users } = server.dependencies;
    const first = await make(server, { name: 'one' });
    await users.endCredentials(1);
    expect(await homeStatus(server, first.token)).toBe(401);
    const second = await make(server, { name: 'two' });
    expect(await homeStatus(server, second.token)).toBe(200);
    await users.setActive('root', false);
    expect(await homeStatus(server, second.token)).toBe(401);
    await users.delete('root');
    expect(await homeStatus(server, second.token)).toBe(401);
  });

  it('19: is not deleted by a request that began before it, under an older epoch', async () => {
    const server = await startServer();
    const { users, database, clock } = server.dependencies;
    const before = await users.findByUsername('root');
    if (before === undefined) throw new TypeError('there is no user');
    await users.endCredentials(before.id);
    const { token } = await make(server, { name: 'newer' });
    const late = await new NamedTokenStore(database, clock).create(before, 'late', null);
    expect(late).toBeUndefined();
    expect(await homeStatus(server, token)).toBe(200);
  });

  it('is one of a hundred at most', async () => {
    const server = await startServer();
    for (let count = 0; count < 100; count += 1) await make(server, { name: `t${count}` });
    expect(await ask(server, 'POST', '', { name: 'one too many' })).toEqual([
      400,
      { non_field_errors: ['There can be no more than 100; delete one first.'] },
    ]);
    await ask(server, 'DELETE', '50/');
    await make(server, { name: 'fits' });
    // Those that have ended do not count.
    await server.dependencies.users.endCredentials(1);
    await make(server, { name: 'fits as well' });
  });
});
