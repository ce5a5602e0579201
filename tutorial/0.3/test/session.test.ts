import * as crypto from 'node:crypto';
import request from 'supertest';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { app } from '../src/app.ts';
import { database } from '../src/database.ts';
import { logIn } from './log-in.ts';
import './visitor.ts';

vi.mock('node:crypto', { spy: true });

let agent: ReturnType<typeof request.agent>;
let cookies: Awaited<ReturnType<typeof logIn>>;
beforeEach(async () => {
  agent = request.agent(app);
  cookies = await logIn(agent, ['root', 'toor']);
});
afterEach(() => {
  vi.useRealTimers();
  database.exec("UPDATE users SET is_active = 1 WHERE username = 'root'");
});

const countSessions = (): unknown => database.prepare('SELECT count(*) FROM sessions').all();
const statusWith = async (session: string): Promise<number> =>
  (await request(app).get('/home/').set('Cookie', `sessionid=${session}`)).status;

it('a login lets the browser in', async () => {
  const answer = await agent.get('/home/');
  expect(answer.body).toMatchObject({ user: 'root', scheme: 'session' });
  const cookie = String(answer.headers['set-cookie']);
  expect(cookie).toMatch(/^sessionid=.*; HttpOnly; SameSite=Lax$/);
});

it('a wrong password does not, and neither do fields in the address', async () => {
  const other = request.agent(app);
  expect((await logIn(other, ['root', 'wrong'])).location).toBe('/login/?bad');
  const path = '/login/?username=root&password=toor';
  expect((await logIn(other, ['', ''], path)).location).toBe('/login/?bad');
});

it("a login changes the session's id", async () => {
  expect((await logIn(agent, ['colon', 'pa:ss'])).session).not.toBe(cookies.session);
  expect(await statusWith(cookies.session)).toBe(401);
});

it('a logout ends the session on the server, and with it each copy of the cookie', async () => {
  expect(await statusWith(cookies.session)).toBe(200);
  const answer = await agent.post('/logout/').send({ csrfmiddlewaretoken: cookies.csrf });
  expect(answer.status).toBe(302);
  expect(await statusWith(cookies.session)).toBe(401);
});

it('no anonymous request leaves a session', async () => {
  const before = countSessions();
  for (const path of ['/home/', '/login/', '/logout/', '/nowhere/']) {
    const { headers } = await request(app).get(path);
    expect(String(headers['set-cookie'])).not.toContain('sessionid');
  }
  expect((await logIn(request.agent(app), ['root', 'wrong'])).session).toBe('');
  expect(countSessions()).toEqual(before);
});

it('what changes something needs the CSRF token, compared in constant time', async () => {
  for (const path of ['/home/', '/login/', '/logout/']) {
    expect((await agent.post(path)).status).toBe(403);
    vi.mocked(crypto.timingSafeEqual).mockClear();
    const forged = await agent.post(path).set('X-CSRFToken', 'a'.repeat(32));
    expect(forged.status).toBe(403);
    expect(crypto.timingSafeEqual).toHaveBeenCalledOnce();
  }
  expect((await agent.post('/home/').set('X-CSRFToken', cookies.csrf)).status).toBe(200);
});

it('a copy of the table lets nobody in', async () => {
  const rows = database.prepare<[], { digest: string }>('SELECT * FROM sessions').all();
  for (const { digest } of rows) expect(await statusWith(digest)).toBe(401);
});

it('a session ends two weeks after its last request', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  for (const days of [13, 13, 15]) {
    vi.setSystemTime(Date.now() + days * 86_400_000);
    expect(await statusWith(cookies.session)).toBe(days < 14 ? 200 : 401);
  }
});

it('a user who is inactive is out on the next request', async () => {
  database.exec("UPDATE users SET is_active = 0 WHERE username = 'root'");
  expect((await agent.get('/home/')).status).toBe(401);
});

it('bad credentials are not passed over for the cookie', async () => {
  expect((await agent.get('/home/').auth('root', 'wrong')).status).toBe(401);
  expect((await agent.get('/home/').set('Authorization', 'Other abc')).status).toBe(401);
});
