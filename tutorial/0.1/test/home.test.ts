import request from 'supertest';
import { expect, it } from 'vitest';
import { app } from '../src/app.ts';
import { visitor } from './visitor.ts';

it('GET /home/ says hello', async () => {
  const answer = await request(app).get('/home/').set(visitor);
  expect(answer).toMatchObject({ status: 200, body: { message: 'Hello, world!' } });
});

it('POST /home/ repeats JSON, a form, and a multipart form', async () => {
  const post = () => request(app).post('/home/').set(visitor);
  const answers = await Promise.all([
    post().send({ a: '1' }),
    post().type('form').send({ a: '1' }),
    post().field('a', '1'),
  ]);
  for (const { status, body } of answers) {
    expect(status).toBe(200);
    expect(body).toEqual({ message: 'Got some data!', data: { a: '1' } });
  }
});

it.each(['a[4000000000]', 'a[b][c]'])('a field that is called %s builds nothing', async (name) => {
  const { status } = await request(app).post('/home/').set(visitor).field(name, '1');
  expect(status).toBe(400);
});

it('files, bodies that are cut off, and bodies that are too large are refused', async () => {
  const post = () => request(app).post('/home/').set(visitor);
  expect((await post().attach('a', Buffer.from('1'), 'a.txt')).status).toBe(400);
  const cutOff = await post().type('multipart/form-data; boundary=x').send('--x\r\n');
  expect(cutOff.status).toBe(400);
  expect((await post().send({ a: 'a'.repeat(200_000) })).status).toBe(413);
});

it('an error says nothing that the client has sent, and shows no stack', async () => {
  const post = request(app).post('/home/').set(visitor).type('json');
  const { text } = await post.send('{"password": toor}');
  expect(text).toMatch(/^{"detail":"JSON parse error - [^{}]*"}$/);
  expect(text).not.toContain('toor');
});

it('another method is told which ones there are; another path is not found', async () => {
  const put = await request(app).put('/home/').set(visitor);
  expect(put.status).toBe(405);
  expect(put.headers.allow).toBe('GET, POST');
  expect((await request(app).get('/nowhere/')).body).toEqual({ detail: 'Not found.' });
});
