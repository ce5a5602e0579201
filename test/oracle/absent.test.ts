import { expect, it } from 'vitest';
import { startServer } from '../support/server.ts';

it.each(['/api-auth/login/', '/api/token/sliding/', '/api/token/sliding/refresh/'])(
  'there is no %s',
  async (path) => {
    const { origin } = await startServer();
    expect((await fetch(origin + path)).status).toBe(404);
    expect((await fetch(origin + path, { method: 'POST' })).status).toBe(404);
  },
);

it('/admin/ sends whoever is not logged in to /login/', async () => {
  const { origin } = await startServer();
  const headers = { Accept: 'text/html,application/xhtml+xml' };
  const answer = await fetch(`${origin}/admin/`, { headers, redirect: 'manual' });
  expect(answer.status).toBe(302);
  expect(answer.headers.get('location')).toMatch(/^\/login\/\?next=/);
});
