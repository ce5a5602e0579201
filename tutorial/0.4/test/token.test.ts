import request from 'supertest';
import type { Test } from 'supertest';
import { afterEach, expect, it } from 'vitest';
import { app } from '../src/app.ts';
import { database } from '../src/database.ts';
import './visitor.ts';

async function obtainToken(username = 'root', password = 'toor'): Promise<string> {
  const answer = await request(app).post('/api-token-auth/').send({ username, password });
  return (answer.body as { token: string }).token;
}

function get(token: string): Test {
  return request(app).get('/home/').set('Authorization', `Token ${token}`);
}

afterEach(() => {
  database.exec("UPDATE users SET is_active = 1 WHERE username = 'root'");
});

it('name and password get a token, the same one each time, and it lets in', async () => {
  const token = await obtainToken();
  expect(await obtainToken()).toBe(token);
  expect(await obtainToken('colon', 'pa:ss')).not.toBe(token);
  expect((await get(token)).body).toMatchObject({ user: 'root', scheme: 'token' });
});

it('it is found by its digest: nothing in the table lets anybody in', async () => {
  const token = await obtainToken();
  const rows = database.prepare<[], Record<string, string>>('SELECT * FROM tokens').all();
  expect(JSON.stringify(rows)).not.toContain(token);
  for (const { salt = '', digest = '' } of rows) {
    for (const stolen of [salt, digest, digest.slice(0, 40)]) {
      expect((await get(stolen)).status).toBe(401);
    }
  }
});

it('it ends with its row, and the next one is another', async () => {
  const token = await obtainToken();
  database.exec('DELETE FROM tokens');
  expect((await get(token)).status).toBe(401);
  expect(await obtainToken()).not.toBe(token);
});

it('it is read from the header alone', async () => {
  const token = await obtainToken();
  const inQuery = await request(app).get('/home/').query({ access_token: token });
  expect(inQuery.status).toBe(401);
  const inBody = await request(app).post('/home/').send({ access_token: token });
  expect(inBody.status).toBe(401);
  const inAllOfThem = await get(token).query({ access_token: 'other' });
  expect(inAllOfThem.status).toBe(200);
});

it('a user who is inactive is out on the next request', async () => {
  const token = await obtainToken();
  database.exec("UPDATE users SET is_active = 0 WHERE username = 'root'");
  expect((await get(token)).status).toBe(401);
});
