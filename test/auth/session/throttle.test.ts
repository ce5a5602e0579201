import { expect, it } from 'vitest';
import { startServer } from '../../support/server.ts';
import { Visitor } from './visitor.ts';

it('33: too many wrong passwords are told so in words, and when to come back', async () => {
  const server = await startServer();
  const visitor = new Visitor(server);
  for (let time = 0; time < 10; time += 1) {
    expect((await visitor.logIn({ username: 'root', password: 'wrong' })).status).toBe(400);
  }
  const answer = await visitor.logIn();
  expect(answer.status).toBe(429);
  expect(answer.headers.get('retry-after')).toBe('900');
  const page = await answer.text();
  expect(page).toContain('There were too many wrong passwords. Try again in 15 minutes.');
  expect(page).toContain('value="root"');
  expect(visitor.sessionid).toBe('');
  server.advance(15 * 60_000);
  expect((await visitor.logIn()).status).toBe(302);
});
