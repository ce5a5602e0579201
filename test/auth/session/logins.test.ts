import { expect, it } from 'vitest';
import { EventStore } from '../../../src/events/store.ts';
import { OPERATOR } from '../../../src/users/authority.ts';
import { START, startServer } from '../../support/server.ts';
import { sendSlowly } from '../../support/slow-request.ts';
import { expectLastToEnd } from '../alike-logins.ts';
import { homeStatus, Visitor } from './visitor.ts';

const PHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1';

interface Listed {
  id: string;
  last_seen: string;
  address: string;
  browser: string;
  current: boolean;
}

it('shows the browser and the address that used a session last', async () => {
  const server = await startServer({ TRUST_PROXY: '1' });
  const visitor = new Visitor(server);
  await visitor.logIn(undefined, { 'User-Agent': PHONE, 'X-Forwarded-For': '192.0.2.1' });
  const list = async (headers: Record<string, string>): Promise<Listed[]> =>
    (await (await visitor.get('/api/sessions/', headers)).json()) as Listed[];
  expect(await list({ 'X-Forwarded-For': '192.0.2.2' })).toMatchObject([
    { address: '192.0.2.1', browser: 'Safari on iOS', current: true },
  ]);
  server.advance(60_000);
  expect(await list({ 'X-Forwarded-For': '192.0.2.2', 'User-Agent': 'curl/8.5.0' })).toMatchObject([
    { address: '192.0.2.2', browser: 'curl', last_seen: new Date(START + 60_000).toISOString() },
  ]);
});

it('24: ends a session, or all others, for who proves that a page of ours asks', async () => {
  const server = await startServer();
  const [phone, laptop, desktop] = [1, 2, 3].map(() => new Visitor(server));
  if (!phone || !laptop || !desktop) throw new TypeError();
  for (const visitor of [phone, laptop, desktop]) await visitor.logIn();
  expect((await laptop.post('/logout/all/', {})).status).toBe(403);
  expect(await homeStatus(server, phone.sessionid)).toBe(200);
  const all = await laptop.post('/logout/all/', { csrfmiddlewaretoken: laptop.csrf });
  expect(all.status).toBe(204);
  expect(await homeStatus(server, phone.sessionid)).toBe(401);
  expect(await homeStatus(server, laptop.sessionid)).toBe(200);

  const sessions = (await (await laptop.get('/api/sessions/')).json()) as Listed[];
  const current = sessions.find((session) => session.current)?.id ?? '';
  const path = `${server.origin}/api/sessions/${current}/`;
  const Cookie = `sessionid=${laptop.sessionid}; csrftoken=${laptop.csrf}`;
  expect((await fetch(path, { method: 'DELETE', headers: { Cookie } })).status).toBe(403);
  const headers = { Cookie, 'X-CSRFToken': laptop.csrf };
  expect((await fetch(path, { method: 'DELETE', headers })).status).toBe(204);
  expect(await homeStatus(server, laptop.sessionid)).toBe(401);
});

it('19: shuts out who has a copy of the cookie of the session that lives on', async () => {
  const server = await startServer();
  const visitor = new Visitor(server);
  await visitor.logIn();
  const stolen = visitor.sessionid;
  const endings = {
    '/logout/all/': {},
    '/api/password/': { current_password: 'toor', new_password: 'correct horse battery' },
  };
  for (const [path, fields] of Object.entries(endings)) {
    const before = visitor.sessionid;
    await visitor.post(path, { csrfmiddlewaretoken: visitor.csrf, ...fields });
    expect(await homeStatus(server, before)).toBe(401);
    expect(await homeStatus(server, visitor.sessionid)).toBe(200);
  }
  expect(await homeStatus(server, stolen)).toBe(401);
});

it('a form that logs out everywhere leads back to the account', async () => {
  const server = await startServer();
  const visitor = new Visitor(server);
  await visitor.logIn();
  const fields = { csrfmiddlewaretoken: visitor.csrf };
  const answer = await visitor.post('/logout/all/', fields, { Accept: 'text/html' });
  expect(answer.status).toBe(302);
  expect(answer.headers.get('location')).toBe('/account/');
});

it('a session that had ended before is not taken along', async () => {
  const server = await startServer();
  const { users } = server.dependencies;
  const [one, other] = [new Visitor(server), new Visitor(server)];
  await one.logIn();
  await other.logIn();
  // Both ask at once; the one that comes second was ended by the first.
  const ending = users.endCredentials.bind(users);
  users.endCredentials = async (id) => {
    await ending(id, OPERATOR);
    return ending(id, OPERATOR);
  };
  expect((await one.post('/logout/all/', { csrfmiddlewaretoken: one.csrf })).status).toBe(204);
  expect(await homeStatus(server, one.sessionid)).toBe(401);
});

it('tells of a logout, and whose', async () => {
  const server = await startServer();
  const visitor = new Visitor(server);
  await visitor.logIn();
  await visitor.post('/logout/', { csrfmiddlewaretoken: visitor.csrf });
  await visitor.post('/logout/', { csrfmiddlewaretoken: visitor.csrf });
  const { database, clock } = server.dependencies;
  const events = await new EventStore(database, clock).list(100);
  expect(events.map(({ type, username }) => [type, username])).toEqual([
    ['logout', 'root'],
    ['login succeeded', 'root'],
  ]);
});

it.each(['turn', 'last byte'])('50: ends nothing once it has ended itself (%s)', async (wait) => {
  const server = await startServer();
  const [thief, owner] = [new Visitor(server), new Visitor(server)];
  await thief.logIn();
  const { database } = server.dependencies;
  const end = (): Promise<unknown> =>
    database.run('DELETE FROM sessions WHERE user_agent = ?', 'x');
  await database.run("UPDATE sessions SET user_agent = 'x'");
  await owner.logIn();
  if (wait === 'turn') {
    const transaction = database.transaction.bind(database);
    database.transaction = async (subject, work) => {
      await end();
      return transaction(subject, work);
    };
    const answer = await thief.post('/logout/all/', { csrfmiddlewaretoken: thief.csrf });
    expect(answer.status).toBe(403);
  } else {
    const headers = {
      Cookie: `sessionid=${thief.sessionid}; csrftoken=${thief.csrf}`,
      'X-CSRFToken': thief.csrf,
      Connection: 'close',
    };
    const slow = await sendSlowly(server.port, '/logout/all/', headers, 'x');
    await fetch(`${server.origin}/home/`);
    await end();
    slow.finish();
    expect(await slow.answer).toMatch(/^HTTP\/1.1 401 /);
  }
  expect(await homeStatus(server, owner.sessionid)).toBe(200);
});

it('63: a session that is used outlives a hundred that a program leaves behind', async () => {
  const server = await startServer({ LOGIN_THROTTLE: 'off' });
  const [owner, forgotten] = [new Visitor(server), new Visitor(server)];
  await owner.logIn();
  await forgotten.logIn();
  server.advance(120_000);
  expect(await homeStatus(server, owner.sessionid)).toBe(200);
  for (let count = 0; count < 100; count += 1) {
    server.advance(1000);
    await new Visitor(server).logIn();
  }
  expect(await homeStatus(server, owner.sessionid)).toBe(200);
  expect(await homeStatus(server, forgotten.sessionid)).toBe(401);
});

it('63: two sessions that begin at a moment do not end each other, where all others are used', async () => {
  const server = await startServer({ LOGIN_THROTTLE: 'off' });
  const used = Array.from({ length: 100 }, () => new Visitor(server));
  for (const visitor of used) await visitor.logIn();
  server.advance(60_000);
  for (const { sessionid } of used) expect(await homeStatus(server, sessionid)).toBe(200);
  server.advance(60_000);
  const [phone, laptop] = [new Visitor(server), new Visitor(server)];
  await Promise.all([phone.logIn(), laptop.logIn()]);
  for (const { sessionid } of [phone, laptop]) {
    expect(await homeStatus(server, sessionid)).toBe(200);
  }
});

it('63: sessions that have expired displace none that lives', async () => {
  const server = await startServer({ LOGIN_THROTTLE: 'off', SESSION_COOKIE_AGE: '20s' });
  const used = Array.from({ length: 100 }, () => new Visitor(server));
  for (const visitor of used) await visitor.logIn();
  server.advance(10_000);
  for (const { sessionid } of used) expect(await homeStatus(server, sessionid)).toBe(200);
  // Nobody has kept house since they expired.
  server.advance(20_000);
  const [phone, laptop] = [new Visitor(server), new Visitor(server)];
  await phone.logIn();
  await laptop.logIn();
  for (const { sessionid } of [phone, laptop]) {
    expect(await homeStatus(server, sessionid)).toBe(200);
  }
});

it('63: of sessions that are alike it is always the same that ends', async () => {
  const server = await startServer();
  await new Visitor(server).logIn();
  const logIn = (): Promise<unknown> => new Visitor(server).logIn();
  await expectLastToEnd(server, logIn, 'sessions', 'digest', 'true');
});
