import { describe, expect, it } from 'vitest';
import { MANY_LOGINS } from '../../../src/auth/logins.ts';
import { ServiceUnavailable } from '../../../src/http/http-error.ts';
import { startServer } from '../../support/server.ts';
import type { TestServer } from '../../support/server.ts';
import { countSessions, homeStatus, setCookies, valueOf, Visitor } from './visitor.ts';

const PAGE = 'https://app.example.com';

/** A page that keeps its cookies and logs in by script. */
class Script {
  readonly cookies = new Map<string, string>();
  token = '';
  readonly #server: TestServer;
  readonly #headers: Record<string, string>;

  constructor(server: TestServer, headers: Record<string, string> = {}) {
    this.#server = server;
    this.#headers = headers;
  }

  /** GET, or POST of JSON with the token. */
  async ask(path: string, data?: unknown, headers: Record<string, string> = {}): Promise<Response> {
    const post = {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-CSRFToken': this.token },
      body: JSON.stringify(data),
    };
    const { headers: own, ...init } = data === undefined ? { headers: JSON_ONLY } : post;
    const Cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(`${this.#server.origin}${path}`, {
      ...init,
      redirect: 'manual',
      headers: { ...this.#headers, ...own, Cookie, ...headers },
    });
    for (const [name, line] of setCookies(answer)) this.cookies.set(name, valueOf(line));
    return answer;
  }

  /** What `/login/` says, of which the token is kept. */
  async state(answer: Response): Promise<unknown> {
    expect(answer.headers.get('content-type')).toBe('application/json');
    const { csrf_token: token, ...others } = (await answer.json()) as { csrf_token: string };
    expect(token).toMatch(/^[0-9a-f]{32}$/);
    expect(this.cookies.get('csrftoken')).toBe(token);
    this.token = token;
    return others;
  }
}

const JSON_ONLY = { Accept: 'application/json' };
const RIGHT = { username: 'root', password: 'toor' };
const WRONG = { username: 'root', password: 'wrong' };

describe('a page that logs in by script', () => {
  it('63: is sent no session where one that is too many cannot be ended', async () => {
    const server = await startServer({ LOGIN_THROTTLE: 'off' });
    const script = new Script(server);
    await script.state(await script.ask('/login/'));
    for (let count = 0; count < MANY_LOGINS; count += 1) await new Visitor(server).logIn();
    const { database } = server.dependencies;
    database.all = () => Promise.reject(new ServiceUnavailable('The disk is full.', 5));
    const login = await script.ask('/login/', RIGHT);
    expect(login.status).toBe(503);
    expect(login.headers.getSetCookie()).toEqual([]);
  });

  it('learns who is logged in, and what to send back, before the login, after it and later', async () => {
    const server = await startServer();
    const script = new Script(server);
    expect(await script.state(await script.ask('/login/'))).toEqual({ user: null });
    const before = script.token;
    const login = await script.ask('/login/', RIGHT);
    expect(login.status).toBe(200);
    expect(login.headers.get('cache-control')).toBe('no-store');
    expect(await script.state(login)).toEqual({ user: 'root' });
    expect(script.token).not.toBe(before);
    expect(await script.state(await script.ask('/login/?format=json'))).toEqual({ user: 'root' });
    expect((await script.ask('/home/', { a: 1 })).status).toBe(200);

    const sessionid = script.cookies.get('sessionid') ?? '';
    const logout = await script.ask('/logout/', {});
    expect([logout.status, await logout.text()]).toEqual([204, '']);
    expect(logout.headers.get('clear-site-data')).toBe('"cache", "storage"');
    expect(setCookies(logout).get('sessionid')).toContain('Expires=Thu, 01 Jan 1970');
    expect(await homeStatus(server, sessionid)).toBe(401);
    expect(await script.state(await script.ask('/login/'))).toEqual({ user: null });
  });

  it('is told what is wrong as DRF does, and 429 after too many wrong passwords', async () => {
    const script = new Script(await startServer());
    await script.state(await script.ask('/login/'));
    const wrong = await script.ask('/login/', WRONG);
    expect([wrong.status, await wrong.json()]).toEqual([
      400,
      { non_field_errors: ['Unable to log in with provided credentials.'] },
    ]);
    const empty = await script.ask('/login/', { username: '' });
    expect([empty.status, await empty.json()]).toEqual([
      400,
      { username: ['This field may not be blank.'], password: ['This field is required.'] },
    ]);
    for (let time = 0; time < 9; time += 1) await script.ask('/login/', WRONG);
    const late = await script.ask('/login/', RIGHT);
    expect(late.status).toBe(429);
    expect(Number(late.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await late.json()).toEqual({
      detail: expect.stringMatching(/^Request was throttled/) as string,
    });
  });

  it.each([
    ['a form that wants JSON', 'application/x-www-form-urlencoded', 'application/json', 'json'],
    ['axios', 'application/json', 'application/json, text/plain, */*', 'json'],
    ['fetch', 'application/json', '*/*', 'json'],
    ['JSON that wants a page', 'application/json', 'text/html', 'page'],
    ['a form by fetch', 'application/x-www-form-urlencoded', '*/*', 'page'],
    ['a form of a page', 'application/x-www-form-urlencoded', 'text/html,*/*;q=0.8', 'page'],
  ])('is told from people who fill in the form: %s', async (_who, type, Accept, form) => {
    const server = await startServer();
    const script = new Script(server);
    await script.state(await script.ask('/login/'));
    const headers = {
      Cookie: `csrftoken=${script.token}`,
      'X-CSRFToken': script.token,
      'Content-Type': type,
      Accept,
    };
    const body = type.endsWith('json') ? JSON.stringify(RIGHT) : new URLSearchParams(RIGHT);
    const init = { method: 'POST', redirect: 'manual', headers, body } as const;
    const login = await fetch(`${server.origin}/login/`, init);
    expect(login.status).toBe(form === 'json' ? 200 : 302);
    const answer = await fetch(`${server.origin}/logout/`, init);
    expect(answer.status).toBe(form === 'json' ? 204 : 302);
  });

  it('83: needs the token that the form needs, to log in and out', async () => {
    const server = await startServer();
    const script = new Script(server);
    for (const headers of [{}, { 'X-CSRFToken': 'a'.repeat(32) }]) {
      const { status } = await script.ask('/login/', RIGHT, headers);
      expect(status).toBe(403);
    }
    await script.state(await script.ask('/login/'));
    const right = script.token;
    script.token = '';
    // A field is no header: a form can send JSON's text, but no header of its own.
    const field = { ...RIGHT, csrfmiddlewaretoken: right };
    expect((await script.ask('/login/', field)).status).toBe(403);
    expect(await countSessions(server)).toBe(0);
    script.token = right;
    await script.state(await script.ask('/login/', RIGHT));
    const refused = await script.ask('/logout/', {}, { 'X-CSRFToken': right });
    expect([refused.status, await refused.json()]).toEqual([
      403,
      { detail: "CSRF Failed: CSRF token from the 'X-Csrftoken' HTTP header incorrect." },
    ]);
    expect(await countSessions(server)).toBe(1);
  });

  it.each([
    { Origin: 'https://evil.example' },
    { Origin: 'null' },
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'same-site', Origin: `${PAGE}.evil.example` },
  ])('83: of another site is refused, token or not, and tries no password: %j', async (other) => {
    const server = await startServer({ TRUSTED_ORIGINS: PAGE });
    const script = new Script(server);
    await script.state(await script.ask('/login/'));
    for (let time = 0; time < 11; time += 1) {
      expect((await script.ask('/login/', WRONG, other)).status).toBe(403);
    }
    const read = await script.ask('/login/', undefined, other);
    expect(read.headers.get('access-control-allow-origin')).toBeNull();
    expect((await script.ask('/login/', RIGHT)).status).toBe(200);
    expect((await script.ask('/logout/', {}, other)).status).toBe(403);
  });

  it('83: of an origin in TRUSTED_ORIGINS reads the token, logs in and out', async () => {
    const server = await startServer({ TRUSTED_ORIGINS: PAGE });
    const script = new Script(server, { Origin: PAGE, 'Sec-Fetch-Site': 'cross-site' });
    const state = await script.ask('/login/');
    expect(state.headers.get('access-control-allow-origin')).toBe(PAGE);
    expect(state.headers.get('access-control-allow-credentials')).toBe('true');
    await script.state(state);
    // Trust is no token.
    expect((await script.ask('/login/', RIGHT, { 'X-CSRFToken': '' })).status).toBe(403);
    await script.state(await script.ask('/login/', RIGHT));
    expect((await script.ask('/home/', {})).status).toBe(200);
    expect((await script.ask('/logout/', {})).status).toBe(204);
    expect(await countSessions(server)).toBe(0);
  });
});
