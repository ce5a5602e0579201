import { describe, expect, it } from 'vitest';
import { OPERATOR } from '../../../src/users/authority.ts';
import { PersonalAccessTokenStore } from '../../../src/auth/token/personal-access-token-store.ts';
import { schemeSites } from '../../../src/site/schemes.ts';
import { EventStore } from '../../../src/events/store.ts';
import { START, startServer } from '../../support/server.ts';
import type { TestServer } from '../../support/server.ts';
import { sendSlowly } from '../../support/slow-request.ts';
import { deleteUser, setActive } from '../../support/change-user.ts';

const DAY = 86_400_000;
const UNLIMITED = { scope: null, expiresAt: null };
/** A token cannot make another, so that its user has to come in through another door. */
const door = schemeSites.find(({ name }) => name !== 'token');

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
    ...(body !== undefined && { body: JSON.stringify(withPassword(body)) }),
  });
  const text = await answer.text();
  return [answer.status, text === '' ? undefined : JSON.parse(text)];
}

/** Whatever makes a token is asked for the password. */
function withPassword(body: unknown): unknown {
  return Array.isArray(body) ? body : { current_password: 'toor', ...Object(body) };
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

describe('a personal access token', () => {
  it('is shown once, works like the other one, and is taken back', async () => {
    const server = await startServer();
    const made = await make(server, { name: ' laptop ' });
    expect(made).toEqual({
      id: 1,
      name: 'laptop',
      prefix: made.token.slice(0, 14),
      scope: null,
      created: inDays(0),
      expires: null,
      last_used: null,
      token: expect.stringMatching(/^ea101_[0-9A-Za-z]{36}$/) as string,
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
    expect(rows).not.toContain(token.slice(14));
    for (const value of rows.match(/[0-9A-Za-z_]{40,}/g) ?? []) {
      expect(await homeStatus(server, value)).toBe(401);
    }
  });

  it('is limited to scopes, which lists tell', async () => {
    const server = await startServer();
    const { token } = await make(server, {
      name: 'shop',
      scope: ' orders:read  read orders:read ',
    });
    const post = { method: 'POST', headers: { Authorization: `Token ${token}` } };
    expect((await fetch(`${server.origin}/home/`, post)).status).toBe(403);
    await make(server, { name: 'all', scope: '' });
    const scopes = [{ scope: 'orders:read read' }, { scope: null }];
    expect((await ask(server, 'GET', ''))[1]).toMatchObject(scopes);
    const headers = await enter(server);
    for (const path of ['/account/', '/admin/users/1/']) {
      const page = await (await fetch(`${server.origin}${path}`, { headers })).text();
      expect(page.match(/limited to [^,]*/g)).toEqual(['limited to orders:read read']);
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
    ...['a"b', 'a\\b', 'ä', 'a\tb'].map<[unknown, object]>((scope) => [
      { name: 'x', scope },
      { scope: ['Separate scopes by spaces; each is of ASCII, without quotes and backslashes.'] },
    ]),
    [
      { name: 'x', scope: 'x'.repeat(501) },
      { scope: ['Ensure this field has no more than 500 characters.'] },
    ],
    [{ name: 'x', scope: ['read'] }, { scope: ['Not a valid string.'] }],
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
    await users.endCredentials(1, OPERATOR);
    expect(await homeStatus(server, first.token)).toBe(401);
    const second = await make(server, { name: 'two' });
    expect(await homeStatus(server, second.token)).toBe(200);
    await setActive(server.dependencies, 'root', false);
    expect(await homeStatus(server, second.token)).toBe(401);
    await deleteUser(server.dependencies, 'root');
    expect(await homeStatus(server, second.token)).toBe(401);
  });

  it('19: is not deleted by a request that began before it, under an older epoch', async () => {
    const server = await startServer();
    const { users, database, clock } = server.dependencies;
    const before = await users.findByUsername('root');
    if (before === undefined) throw new TypeError('there is no user');
    await users.endCredentials(before.id, OPERATOR);
    const { token } = await make(server, { name: 'newer' });
    const store = new PersonalAccessTokenStore(database, clock);
    const late = await store.create(before, { name: 'late', ...UNLIMITED }, OPERATOR);
    expect(late).toBeUndefined();
    expect(await homeStatus(server, token)).toBe(200);
  });

  it('is one of a hundred at most', async () => {
    const server = await startServer();
    const { database, clock, users } = server.dependencies;
    const root = (await users.findByUsername('root')) ?? expect.fail();
    const store = new PersonalAccessTokenStore(database, clock);
    for (let count = 0; count < 100; count += 1) {
      await store.create(root, { name: `t${count}`, ...UNLIMITED }, OPERATOR);
    }
    expect(await ask(server, 'POST', '', { name: 'one too many' })).toEqual([
      400,
      { non_field_errors: ['There can be no more than 100; delete one first.'] },
    ]);
    await ask(server, 'DELETE', '50/');
    await make(server, { name: 'fits' });
    // Those that have ended do not count.
    await server.dependencies.users.endCredentials(1, OPERATOR);
    await make(server, { name: 'fits as well' });
  });

  it.each(['turn', 'last byte'])('50: takes no other back once it has ended (%s)', async (wait) => {
    const server = await startServer();
    const { id, token } = await make(server, { name: 'stolen' });
    const other = await make(server, { name: 'other' });
    const { database } = server.dependencies;
    const end = (): Promise<unknown> => database.run('DELETE FROM named_tokens WHERE id = ?', id);
    const headers = { Authorization: `Token ${token}`, Connection: 'close' };
    const path = `/api/tokens/${other.id}/`;
    if (wait === 'turn') {
      const transaction = database.transaction.bind(database);
      database.transaction = async (subject, work) => {
        await end();
        return transaction(subject, work);
      };
      const init = { method: 'DELETE', headers };
      expect((await fetch(`${server.origin}${path}`, init)).status).toBe(403);
    } else {
      const { finish, answer } = await sendSlowly(server.port, path, headers, 'x', 'DELETE');
      await fetch(`${server.origin}/home/`);
      await end();
      finish();
      expect(await answer).toMatch(/^HTTP\/1.1 401 /);
    }
    expect(await homeStatus(server, other.token)).toBe(200);
  });

  it('52: and the token of /api-token-auth/ are listed together, and ended one by one', async () => {
    const server = await startServer();
    const answer = await fetch(`${server.origin}/api-token-auth/`, {
      method: 'POST',
      body: new URLSearchParams({ username: 'root', password: 'toor' }),
    });
    const { token } = (await answer.json()) as Made;
    const named = await make(server, { name: 'laptop' });
    const [, listed] = await ask(server, 'GET', '');
    expect(listed).toMatchObject([
      { id: 0, name: '/api-token-auth/', prefix: token.slice(0, 8), created: inDays(0) },
      { id: 1, name: 'laptop' },
    ]);
    const headers = await enter(server);
    for (const path of ['/account/', '/admin/users/1/']) {
      const page = await (await fetch(`${server.origin}${path}`, { headers })).text();
      expect(page).toContain(token.slice(0, 8));
    }
    expect((await ask(server, 'DELETE', '0/'))[0]).toBe(204);
    expect((await ask(server, 'DELETE', '0/'))[0]).toBe(404);
    expect(await homeStatus(server, token)).toBe(401);
    expect(await homeStatus(server, named.token)).toBe(200);
  });

  it.each(['nightly\u202e, by root', 'a\u0007b'])('32: has no name like %j', async (name) => {
    const server = await startServer();
    expect(await ask(server, 'POST', '', { name })).toEqual([
      400,
      { name: ['Control characters are not allowed.'] },
    ]);
  });

  it('51: is not made without the password, nor with a wrong one', async () => {
    const server = await startServer();
    for (const current_password of [undefined, '', 'wrong']) {
      expect((await ask(server, 'POST', '', { name: 'x', current_password }))[0]).toBe(400);
    }
    expect((await ask(server, 'GET', ''))[1]).toEqual([]);
  });
});
