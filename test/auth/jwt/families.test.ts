import { describe, expect, it } from 'vitest';
import { RefreshFamilyStore } from '../../../src/auth/jwt/store.ts';
import { START, startServer } from '../../support/server.ts';
import type { TestServer } from '../../support/server.ts';
import { expectLastToEnd } from '../alike-logins.ts';
import { CLAIMS, forge, HEADER, NOW } from './forge.ts';
import { obtainPair } from './pair.ts';
import { BLACKLISTED, payloadOf, post, renew } from './post.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

interface Row {
  id: string;
  spent_at: string;
  revoked_at: number | null;
}

function rowsOf({ dependencies }: TestServer): Promise<Row[]> {
  return dependencies.database.all<Row>('SELECT * FROM refresh_token_families');
}

function storeOf({ dependencies }: TestServer): RefreshFamilyStore {
  return new RefreshFamilyStore(dependencies.database, dependencies.clock);
}

/** As SimpleJWT writes it. */
function foreignToken(claims: object = {}): string {
  return forge(HEADER, { ...CLAIMS, token_type: 'refresh', exp: NOW + 86_400, ...claims });
}

describe('a family', () => {
  it('53: is one row, however often it is refreshed, and small', async () => {
    const server = await startServer();
    let { refresh } = await obtainPair(server.origin);
    for (let time = 0; time < 130; time += 1) {
      refresh = await renew(server, refresh);
      server.advance(2000);
    }
    const [row, ...others] = await rowsOf(server);
    expect(others).toEqual([]);
    expect(row?.spent_at.length).toBeLessThan(1000);
    expect(payloadOf(refresh).jti).toBe(`${row?.id ?? ''}.130`);
  });

  it('53: is refreshed 60 times a minute at most', async () => {
    const server = await startServer();
    const other = await obtainPair(server.origin);
    let { refresh } = await obtainPair(server.origin);
    for (let time = 0; time < 60; time += 1) refresh = await renew(server, refresh);
    server.advance(MINUTE - 1000);
    for (let time = 0; time < 2; time += 1) {
      const answer = await fetch(`${server.origin}/api/token/refresh/`, {
        method: 'POST',
        body: new URLSearchParams({ refresh }),
      });
      expect(answer.status).toBe(429);
      expect(answer.headers.get('retry-after')).toBe('1');
    }
    // Another login is none of its business, and the token is as good as it was.
    await renew(server, other.refresh);
    server.advance(1000);
    await renew(server, refresh);
  });

  it('53: ends some time after its login, however often it is refreshed', async () => {
    const server = await startServer({
      JWT_REFRESH_LIFETIME: '1h',
      JWT_REFRESH_ABSOLUTE_LIFETIME: '150m',
    });
    const end = START / 1000 + 150 * 60;
    let { refresh } = await obtainPair(server.origin);
    for (let time = 0; time < 3; time += 1) {
      server.advance(49 * MINUTE);
      refresh = await renew(server, refresh);
    }
    expect(payloadOf(refresh).exp).toBe(end);
    const { body } = await post(server, 'refresh/', { refresh });
    expect(payloadOf(String(body.access)).exp).toBe(end);
    server.advance(3 * MINUTE);
    expect(await post(server, 'refresh/', { refresh: String(body.refresh) })).toEqual({
      status: 401,
      body: { detail: 'Token is expired', code: 'token_not_valid' },
    });
  });

  it('53: ends then also where its tokens say something else', async () => {
    const server = await startServer({ JWT_REFRESH_ABSOLUTE_LIFETIME: '1h' });
    const foreign = foreignToken();
    const refresh = await renew(server, foreign);
    const { users } = server.dependencies;
    const user = await users.findById(1);
    if (user === undefined) throw new Error('no root');
    // As after a start with a shorter lifetime.
    const family = await storeOf(server).find('a'.repeat(32), user);
    if (family === undefined) throw new Error('no family');
    const client = { address: null, userAgent: null };
    await storeOf(server).rotate(family, [], START + DAY, user, client);
    const { access } = await obtainPair(server.origin);
    const headers = { Authorization: `Bearer ${access}` };
    const list = async (): Promise<unknown[]> =>
      (await (await fetch(`${server.origin}/api/sessions/`, { headers })).json()) as unknown[];
    expect(await list()).toMatchObject([
      { expires: new Date(START + HOUR).toISOString() },
      { expires: new Date(START + HOUR).toISOString() },
    ]);
    server.advance(HOUR);
    for (const token of [foreign, refresh]) {
      const expired = { status: 401, body: { detail: 'Token is expired' } };
      expect(await post(server, 'refresh/', { refresh: token })).toMatchObject(expired);
      expect(await post(server, 'verify/', { token })).toMatchObject(expired);
    }
  });

  it('53: lives as long as it is refreshed where nothing limits it', async () => {
    const server = await startServer({ JWT_REFRESH_ABSOLUTE_LIFETIME: '0' });
    let { refresh } = await obtainPair(server.origin);
    for (let day = 0; day < 40; day += 1) {
      server.advance(DAY - 1000);
      refresh = await renew(server, refresh);
    }
    expect(await rowsOf(server)).toHaveLength(1);
  });

  it('53: is listed and ended with all its tokens where nothing rotates, too', async () => {
    const server = await startServer({ JWT_ROTATE_REFRESH: 'false' });
    const refresh = foreignToken();
    expect((await post(server, 'refresh/', { refresh })).status).toBe(200);
    server.advance(5 * MINUTE);
    const { body } = await post(server, 'refresh/', { refresh }, { 'User-Agent': 'app/2' });
    const headers = { Authorization: `Bearer ${String(body.access)}` };
    const path = `${server.origin}/api/sessions/`;
    const [login] = (await (await fetch(path, { headers })).json()) as [{ id: string }];
    expect(login).toMatchObject({ last_seen: new Date(START + 5 * MINUTE).toISOString() });
    await fetch(`${path}${login.id}/`, { method: 'DELETE', headers });
    expect(await post(server, 'refresh/', { refresh })).toEqual(BLACKLISTED);
  });
});

describe('a token of which nothing is remembered', () => {
  it('17: ends its family, whenever it comes, and is never taken for a new one', async () => {
    const server = await startServer();
    const tokens = [(await obtainPair(server.origin)).refresh];
    for (let time = 0; time < 4; time += 1) {
      tokens.push(await renew(server, tokens.at(-1) ?? ''));
      server.advance(10 * MINUTE);
    }
    const [first = '', second = ''] = tokens;
    expect(await post(server, 'refresh/', { refresh: second })).toEqual(BLACKLISTED);
    server.advance(10 * HOUR);
    await storeOf(server).deleteExpired();
    for (const refresh of tokens) {
      expect(await post(server, 'refresh/', { refresh })).toEqual(BLACKLISTED);
      expect((await post(server, 'verify/', { token: refresh })).status).toBe(400);
    }
    expect(await post(server, 'blacklist/', { refresh: first })).toEqual(BLACKLISTED);
    expect(await rowsOf(server)).toHaveLength(1);
  });

  it('17: is refused when it names a family that is not there, or one that had no such token', async () => {
    const server = await startServer();
    const { refresh } = await obtainPair(server.origin);
    const { jti } = payloadOf(refresh);
    for (const name of [`${'b'.repeat(32)}.1`, `${String(jti)}.7`]) {
      const token = foreignToken({ jti: name });
      expect((await post(server, 'verify/', { token })).status).toBe(400);
      expect(await post(server, 'blacklist/', { refresh: token })).toEqual(BLACKLISTED);
      expect(await post(server, 'refresh/', { refresh: token })).toEqual(BLACKLISTED);
    }
    expect(await rowsOf(server)).toHaveLength(1);
  });

  it('17: is adopted when another issuer of the same key made it, once', async () => {
    const server = await startServer();
    const foreign = foreignToken();
    expect((await post(server, 'verify/', { token: foreign })).status).toBe(200);
    const successors = await Promise.all(Array.from({ length: 10 }, () => renew(server, foreign)));
    expect(new Set(successors).size).toBe(1);
    let [refresh = ''] = successors;
    for (let time = 0; time < 3; time += 1) {
      server.advance(10 * MINUTE);
      refresh = await renew(server, refresh);
    }
    await storeOf(server).deleteExpired();
    expect(await post(server, 'refresh/', { refresh: foreign })).toEqual(BLACKLISTED);
    expect(await post(server, 'refresh/', { refresh })).toEqual(BLACKLISTED);
    // One that is too long to be told of its successors is none that another issuer makes.
    const long = foreignToken({ jti: 'c'.repeat(255) });
    expect(await post(server, 'refresh/', { refresh: long })).toEqual(BLACKLISTED);
  });

  it('17: stays revoked when it expires after its successors, and these are cleared away', async () => {
    const server = await startServer({ JWT_REFRESH_LIFETIME: '30d' });
    const { refresh } = await obtainPair(server.origin);
    const [row] = await rowsOf(server);
    const { users } = server.dependencies;
    const user = await users.findById(1);
    const store = storeOf(server);
    const family = user && (await store.find(row?.id ?? '', user));
    if (user === undefined || family === undefined) throw new Error('no family');
    // As after a start with a shorter lifetime.
    const client = { address: null, userAgent: null };
    await store.rotate(family, [START], START + HOUR, user, client);
    server.advance(2 * DAY);
    expect(await store.deleteExpired()).toBe(0);
    expect(await post(server, 'refresh/', { refresh })).toEqual(BLACKLISTED);
    server.advance(28 * DAY + 10 * MINUTE);
    expect(await store.deleteExpired()).toBe(1);
  });
});

it('63: a family that is refreshed outlives a hundred that a program leaves behind', async () => {
  const server = await startServer({ LOGIN_THROTTLE: 'off' });
  const [owner, forgotten] = [await obtainPair(server.origin), await obtainPair(server.origin)];
  server.advance(MINUTE);
  const refresh = await renew(server, owner.refresh);
  for (let count = 0; count < 100; count += 1) {
    server.advance(1000);
    await obtainPair(server.origin);
  }
  expect((await post(server, 'refresh/', { refresh })).status).toBe(200);
  expect(await post(server, 'refresh/', { refresh: forgotten.refresh })).toEqual(BLACKLISTED);
});

it('63: two families that begin at a moment do not end each other, where all others are used', async () => {
  const server = await startServer({ LOGIN_THROTTLE: 'off' });
  for (let count = 0; count < 100; count += 1) {
    await renew(server, (await obtainPair(server.origin)).refresh);
  }
  server.advance(MINUTE);
  const pairs = await Promise.all([obtainPair(server.origin), obtainPair(server.origin)]);
  for (const { refresh } of pairs) expect(await renew(server, refresh)).toBeTypeOf('string');
});

it('63: a family that is adopted is one of a hundred as well', async () => {
  const server = await startServer({ LOGIN_THROTTLE: 'off' });
  const first = await obtainPair(server.origin);
  for (let count = 1; count < 100; count += 1) {
    server.advance(1000);
    await obtainPair(server.origin);
  }
  await renew(server, foreignToken());
  const alive = (await rowsOf(server)).filter(({ revoked_at }) => revoked_at === null);
  expect(alive).toHaveLength(100);
  expect(await post(server, 'refresh/', { refresh: first.refresh })).toEqual(BLACKLISTED);
});

it('63: of families that are alike it is always the same that ends', async () => {
  const server = await startServer();
  await obtainPair(server.origin);
  const logIn = (): Promise<unknown> => obtainPair(server.origin);
  await expectLastToEnd(server, logIn, 'refresh_token_families', 'id', 'revoked_at IS NULL');
});
