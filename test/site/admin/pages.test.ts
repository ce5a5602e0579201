import { describe, expect, it } from 'vitest';
import { startServer } from '../../support/server.ts';
import type { TestServer } from '../../support/server.ts';
import { ask, headersOf, letProgramIn } from './ask.ts';
import { deleteUser } from '../../support/change-user.ts';

const NASTY = `"'><script>alert(1)</script>&amp;`;

/** A user whose every text is an attack, put into the database past all that checks it. */
async function serverWithNastyUser(): Promise<TestServer> {
  const server = await startServer();
  const { users, events, database } = server.dependencies;
  await server.addUser(`${NASTY}\u001b[31m`, 'toor', { email: NASTY });
  const user = await users.findById(2);
  await events.record('token issued', { user, detail: NASTY });
  await server.addUser('bob', 'toor');
  await letProgramIn(server, 'bob', NASTY);
  await database.run('UPDATE events SET user_agent = ?', NASTY);
  return server;
}

describe('the pages of superusers', () => {
  it.each([
    '/admin/',
    `/admin/?search=${encodeURIComponent(NASTY)}`,
    '/admin/users/2/',
    '/admin/users/3/',
    '/admin/users/2/email/',
    '/admin/users/2/password/',
    '/admin/users/2/deactivate/',
    '/admin/users/2/make-superuser/',
    '/admin/users/2/logout/',
  ])('35: show what others wrote as text: %s', async (path) => {
    const server = await serverWithNastyUser();
    const { status, body } = await ask(server, `GET ${path}`);
    expect(status).toBe(200);
    expect(body).toContain('&lt;script>');
    expect(body).not.toMatch(/<script|[^=]"'>/);
  });

  it('35: show what was typed into a form as text', async () => {
    const server = await startServer();
    const fields = { username: NASTY, email: NASTY, password: 'short' };
    const { status, body } = await ask(server, 'POST /admin/users/new/', fields);
    expect(status).toBe(400);
    expect(body).toContain('&lt;script>');
    expect(body).not.toContain('<script');
    expect(body).not.toContain('short"');
  });

  it('47: are kept nowhere, and run nothing', async () => {
    const server = await startServer();
    const headers = await headersOf(server, 'root');
    for (const path of ['/admin/', '/admin/users/1/', '/admin/users/1/password/']) {
      const answer = await fetch(`${server.origin}${path}`, { headers });
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.headers.get('content-security-policy')).not.toContain('script');
      expect(await answer.text()).not.toMatch(/<script|style=| on\w+=|bcrypt/);
    }
  });

  it('show nothing of what happened to a name’s former owner', async () => {
    const server = await startServer();
    const { users, events } = server.dependencies;
    await server.addUser('bob', 'toor');
    await events.record('token issued', {
      user: await users.findByUsername('bob'),
      detail: 'a private name',
    });
    expect((await ask(server, 'GET /admin/users/2/')).body).toContain('a private name');
    await deleteUser(server.dependencies, 'bob');
    await server.addUser('bob', 'toor');
    expect((await ask(server, 'GET /admin/users/3/')).body).not.toContain('a private name');
  });

  it('do not tell users where the superuser is who changed something of theirs', async () => {
    const server = await startServer();
    await server.addUser('bob', 'toor');
    await ask(server, 'PATCH /api/users/2/', { email: 'bob@example.com' });
    const { body } = await ask(server, 'GET /account/', undefined, 'bob');
    expect(body).toMatch(/E-mail address changed<small>.*?, by root<\/small>/);
  });

  it('end and revoke only what is that user’s', async () => {
    const server = await startServer();
    await server.addUser('bob', 'toor');
    await server.addUser('carol', 'toor');
    await letProgramIn(server, 'carol', 'laptop');
    const page = String((await ask(server, 'GET /admin/users/3/')).body);
    const path = /\/admin\/users\/3\/credentials\/\w+\/\d+\/revoke\//.exec(page)?.[0] ?? '';
    expect(path).not.toBe('');
    const other = path.replace('/3/', '/2/');
    expect((await ask(server, `POST ${other}`)).status).toBe(404);
    expect((await ask(server, `POST ${path}`)).status).toBe(302);
    expect((await ask(server, `POST ${path}`)).status).toBe(404);
  });
});
