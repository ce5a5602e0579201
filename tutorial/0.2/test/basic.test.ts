import bcrypt from 'bcrypt';
import request from 'supertest';
import type { Test } from 'supertest';
import { expect, it, vi } from 'vitest';
import { app } from '../src/app.ts';
import { database } from '../src/database.ts';
import { createUser } from '../src/users.ts';
import './visitor.ts';

function get(username: string, password: string): Test {
  return request(app).get('/home/').auth(username, password);
}

it('a name and its password let a user in', async () => {
  const body = { message: 'Hello, world!', user: 'root', scheme: 'basic' };
  expect(await get('root', 'toor')).toMatchObject({ status: 200, body });
});

it('who has no credentials is told how to authenticate', async () => {
  const { status, headers } = await request(app).get('/home/');
  expect(status).toBe(401);
  expect(headers['www-authenticate']).toContain('Basic realm="api"');
});

it('the first colon parts name and password', async () => {
  expect((await get('colon', 'pa:ss')).status).toBe(200);
  expect((await get('colon', 'pa')).status).toBe(401);
  expect((await get('root', 'toor:anything')).status).toBe(401);
});

it('a wrong password, an unknown name and an inactive user look alike and cost one hash', async () => {
  const compare = vi.spyOn(bcrypt, 'compare');
  const refused = { status: 401, body: { detail: 'Invalid username/password.' } };
  expect(await get('root', 'wrong')).toMatchObject(refused);
  expect(compare).toHaveBeenCalledTimes(1);
  expect(await get('nobody', 'wrong')).toMatchObject(refused);
  expect(compare).toHaveBeenCalledTimes(2);
  expect(await get('gone', 'toor')).toMatchObject(refused);
  expect(compare).toHaveBeenCalledTimes(3);
  const rounds = compare.mock.calls.map(([, hash]) => bcrypt.getRounds(hash));
  expect(new Set(rounds).size).toBe(1);
});

it('a password counts to its last byte', async () => {
  const start = 'a'.repeat(72);
  await createUser('long', `${start}b`);
  expect((await get('long', `${start}b`)).status).toBe(200);
  expect((await get('long', `${start}c`)).status).toBe(401);
});

it('passwords are stored as hashes that Django could read', () => {
  const [row] = database.prepare("SELECT password FROM users WHERE username = 'root'").all();
  expect(row).toEqual({ password: expect.stringMatching(/^bcrypt_sha256\$\$2b\$/) as unknown });
});

it('a user who is inactive is out on the next request', async () => {
  await createUser('short', 'stay');
  expect((await get('short', 'stay')).status).toBe(200);
  database.exec("UPDATE users SET is_active = 0 WHERE username = 'short'");
  expect((await get('short', 'stay')).status).toBe(401);
});
