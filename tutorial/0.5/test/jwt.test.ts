import jsonwebtoken from 'jsonwebtoken';
import { createSecretKey } from 'node:crypto';
import request from 'supertest';
import type { Test } from 'supertest';
import { afterEach, expect, it, vi } from 'vitest';
import { app } from '../src/app.ts';
import { database } from '../src/database.ts';
import { deriveKey } from '../src/keys.ts';
import './visitor.ts';

interface Pair {
  readonly access: string;
  readonly refresh: string;
}

async function obtainPair(): Promise<Pair> {
  const credentials = { username: 'root', password: 'toor' };
  return (await request(app).post('/api/token/').send(credentials)).body as Pair;
}

function get(token: string): Test {
  return request(app).get('/home/').set('Authorization', `Bearer ${token}`);
}

function renew(refresh: string): Test {
  return request(app).post('/api/token/refresh/').send({ refresh });
}

const MINUTE = 60_000;
const key = createSecretKey(deriveKey('jwt'), 'hex');
const claims = { token_type: 'access', user_id: '1' };

afterEach(() => {
  vi.useRealTimers();
  database.exec("UPDATE users SET is_active = 1 WHERE username = 'root'");
});

it('name and password get two tokens, and the access token lets in', async () => {
  const { access } = await obtainPair();
  expect((await get(access)).body).toMatchObject({ user: 'root', scheme: 'jwt' });
});

it('an access token lives for five minutes, a refresh token for a day', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const { access, refresh } = await obtainPair();
  vi.setSystemTime(Date.now() + 4 * MINUTE);
  expect((await get(access)).status).toBe(200);
  vi.setSystemTime(Date.now() + 2 * MINUTE);
  expect((await get(access)).status).toBe(401);
  const renewed = (await renew(refresh)).body as Pair;
  expect((await get(renewed.access)).status).toBe(200);
  vi.setSystemTime(Date.now() + 24 * 60 * MINUTE);
  expect((await renew(refresh)).status).toBe(401);
});

it('neither token does the work of the other', async () => {
  const { access, refresh } = await obtainPair();
  expect((await get(refresh)).status).toBe(401);
  expect((await renew(access)).status).toBe(401);
});

it('a token needs an expiry', async () => {
  const sign = (options: object): string => jsonwebtoken.sign(claims, key, options);
  expect((await get(sign({ expiresIn: 60 }))).status).toBe(200);
  expect((await get(sign({}))).status).toBe(401);
});

it('there is one algorithm, and one key for it', async () => {
  const sign = (secret: typeof key, algorithm: 'HS256' | 'HS512'): string =>
    jsonwebtoken.sign(claims, secret, { expiresIn: 60, algorithm });
  expect((await get(sign(key, 'HS512'))).status).toBe(401);
  const sessionKey = createSecretKey(deriveKey('session'), 'hex');
  expect((await get(sign(sessionKey, 'HS256'))).status).toBe(401);
  const [, payload = ''] = sign(key, 'HS256').split('.');
  expect((await get(`${btoa('{"alg":"none"}')}.${payload}.`)).status).toBe(401);
});

it('what is no set of claims is refused, too', async () => {
  for (const text of ['null', '"text"', '1', '[]']) {
    expect((await get(jsonwebtoken.sign(text, key))).status).toBe(401);
  }
});

it('it is read from the header alone', async () => {
  const { access } = await obtainPair();
  const inQuery = await request(app).get('/home/').query({ access_token: access });
  expect(inQuery.status).toBe(401);
  const inBody = await request(app).post('/home/').send({ access_token: access });
  expect(inBody.status).toBe(401);
});

it('a user who is inactive is out on the next request, and gets no new token', async () => {
  const { access, refresh } = await obtainPair();
  database.exec("UPDATE users SET is_active = 0 WHERE username = 'root'");
  expect((await get(access)).status).toBe(401);
  expect((await renew(refresh)).status).toBe(401);
});
