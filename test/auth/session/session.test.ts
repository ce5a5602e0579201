import { describe, expect, it } from 'vitest';
import { ExpressSessionStore } from '../../../src/auth/session/express-store.ts';
import { SessionStore } from '../../../src/auth/session/store.ts';
import { OPERATOR } from '../../../src/users/authority.ts';
import { copyOfDatabase } from '../../support/database-copy.ts';
import { openSchemes } from '../../support/schemes.ts';
import { startServer } from '../../support/server.ts';
import { countSessions, homeStatus, setCookies, valueOf, Visitor } from './visitor.ts';
import { deleteUser, setActive } from '../../support/change-user.ts';

const DAY = 86_400_000;

describe('the session', () => {
  it('9: cannot be taken over by who has a copy of the database', async () => {
    const server = await startServer();
    const visitor = new Visitor(server);
    await visitor.logIn();
    const [id = ''] = decodeURIComponent(visitor.sessionid).slice(2).split('.');
    const { database } = server.dependencies;
    const row = await database.get<{ digest: string }>('SELECT digest FROM sessions');
    const bytes = await copyOfDatabase(server);
    expect(bytes.includes(id)).toBe(false);
    // The copy does hold the row: what is searched for would be found.
    expect(bytes.includes(row?.digest ?? 'absent')).toBe(true);
    for (const stolen of [row?.digest ?? '', `s:${row?.digest ?? ''}`]) {
      expect(await homeStatus(server, stolen)).toBe(401);
    }
  });

  it('20: gets a new id at login, and an id that was not issued is never adopted', async () => {
    const server = await startServer();
    const visitor = new Visitor(server);
    await visitor.logIn();
    const first = visitor.sessionid;
    await visitor.logIn();
    expect(visitor.sessionid).not.toBe(first);
    expect(await homeStatus(server, first)).toBe(401);
    expect(await homeStatus(server, visitor.sessionid)).toBe(200);

    // Signed by us, but the session is gone: what a thief of an old cookie would plant.
    const victim = new Visitor(server);
    victim.cookies.set('sessionid', first);
    await victim.logIn();
    expect(victim.sessionid).not.toBe(first);
    expect(await homeStatus(server, first)).toBe(401);
  });

  it('21: is dead on the server after logout', async () => {
    const server = await startServer();
    const visitor = new Visitor(server);
    await visitor.logIn();
    const { sessionid } = visitor;
    const answer = await visitor.post('/logout/', { csrfmiddlewaretoken: visitor.csrf });
    expect(answer.status).toBe(302);
    expect(visitor.sessionid).toBe('');
    expect(await countSessions(server)).toBe(0);
    expect(await homeStatus(server, sessionid)).toBe(401);
  });

  it('21: is not revived by a request that saves it after the logout', async () => {
    const server = await startServer();
    const visitor = new Visitor(server);
    await visitor.logIn();
    const [id = ''] = decodeURIComponent(visitor.sessionid).slice(2).split('.');
    const { database, clock } = server.dependencies;
    const sessions = new SessionStore(database, clock, { idle: DAY, absolute: DAY });
    const store = new ExpressSessionStore(sessions);
    const loaded = await new Promise<object | null | undefined>((resolve) => {
      store.get(id, (_error, session) => {
        resolve(session);
      });
    });
    if (!loaded) throw new Error('no session');
    const slow = store.createSession({ sessionStore: store } as never, loaded as never);
    await visitor.post('/logout/', { csrfmiddlewaretoken: visitor.csrf });
    await new Promise<void>((resolve) => {
      store.set(id, slow, () => {
        resolve();
      });
    });
    await sessions.extend(id, clock() + DAY, { address: null, userAgent: null });
    expect(await countSessions(server)).toBe(0);
    expect(await homeStatus(server, visitor.sessionid)).toBe(401);
  });

  it('22: ends after its idle lifetime, which every request extends', async () => {
    const server = await startServer({ SESSION_COOKIE_AGE: '1h' });
    const visitor = new Visitor(server);
    await visitor.logIn();
    for (let hour = 0; hour < 5; hour++) {
      server.advance(3_599_000);
      expect(await homeStatus(server, visitor.sessionid)).toBe(200);
    }
    server.advance(3_600_000);
    expect(await homeStatus(server, visitor.sessionid)).toBe(401);
  });

  it('22: ends after its absolute lifetime, whatever it is used for', async () => {
    const server = await startServer({ SESSION_COOKIE_AGE: '2d', SESSION_ABSOLUTE_AGE: '7d' });
    const visitor = new Visitor(server);
    await visitor.logIn();
    for (let day = 1; day < 7; day++) {
      server.advance(DAY);
      expect(await homeStatus(server, visitor.sessionid)).toBe(200);
    }
    server.advance(DAY);
    expect(await homeStatus(server, visitor.sessionid)).toBe(401);
  });

  it('22: writes at most once per interval, and sends the cookie again when it does', async () => {
    const server = await startServer();
    const visitor = new Visitor(server);
    await visitor.logIn();
    const { database } = server.dependencies;
    let writes = 0;
    const run = database.run.bind(database);
    database.run = (...parameters) => {
      writes++;
      return run(...parameters);
    };
    for (let request = 0; request < 5; request++) {
      expect(setCookies(await visitor.get('/home/')).size).toBe(0);
      server.advance(1000);
    }
    expect(writes).toBe(0);
    server.advance(60_000);
    const sent = setCookies(await visitor.get('/home/')).get('sessionid');
    expect(valueOf(sent)).toBe(visitor.sessionid);
    expect(sent).toMatch(/; HttpOnly/);
    expect(sent).toMatch(/; SameSite=Lax/);
    expect(writes).toBe(1);
    await visitor.get('/home/');
    expect(writes).toBe(1);
  });

  it('57: is that of the cookie that bears our signature, whatever others of its name come along', async () => {
    const server = await startServer();
    const visitor = new Visitor(server);
    await visitor.logIn();
    const { sessionid } = visitor;
    const foreign = [
      'other',
      // As Django and express-session write theirs.
      'zh5k8lm2b0v1c3x4q6w7e9r8t0y1u2i3',
      `s%3A${'A'.repeat(43)}.${'B'.repeat(43)}`,
      sessionid.slice(0, -1),
    ];
    for (const other of foreign) {
      for (const values of [
        [other, sessionid],
        [sessionid, other],
        [...foreign, sessionid],
      ]) {
        const Cookie = values.map((value) => `sessionid=${value}`).join('; ');
        const answer = await fetch(`${server.origin}/home/`, { headers: { Cookie } });
        expect(answer.status, Cookie).toBe(200);
      }
    }
    expect(await homeStatus(server, `${sessionid}; sessionid=${sessionid}`)).toBe(200);
    expect(await homeStatus(server, foreign.join('; sessionid='))).toBe(401);
  });

  it('57: begins and ends although another server’s cookie of its name comes first', async () => {
    const server = await startServer();
    const visitor = new Visitor(
      server,
      'sessionid=another; csrftoken=anothercsrftokenofanotherserver0',
    );
    expect((await visitor.logIn()).headers.get('location')).toBe('/home/');
    const first = visitor.sessionid;
    expect((await visitor.get('/home/')).status).toBe(200);
    // Logging in once more ends the session before.
    await visitor.logIn();
    expect(await homeStatus(server, first)).toBe(401);
    const second = visitor.sessionid;
    const posted = await visitor.post('/home/', {}, { 'X-CSRFToken': visitor.csrf });
    expect(posted.status).toBe(200);
    await visitor.post('/logout/', { csrfmiddlewaretoken: visitor.csrf });
    expect(await homeStatus(server, second)).toBe(401);
    expect(await countSessions(server)).toBe(0);
  });

  it('26: is not there for a cookie that is tampered with, malformed or huge', async () => {
    const server = await startServer();
    const visitor = new Visitor(server);
    await visitor.logIn();
    const { sessionid } = visitor;
    const ask = async (cookie: string): Promise<number> =>
      (await fetch(`${server.origin}/home/`, { headers: { Cookie: cookie } })).status;
    expect(await ask(`other=1; sessionid=${sessionid}; another=x`)).toBe(200);
    expect(await ask(`sessionid=${decodeURIComponent(sessionid)}`)).toBe(200);
    for (const cookie of [
      `sessionid=${sessionid.slice(0, -1)}`,
      `sessionid=${sessionid}x`,
      `sessionid=${sessionid.replace('s%3A', 's%3AA')}`,
      `sessionid=${decodeURIComponent(sessionid).slice(2).split('.')[0] ?? ''}`,
      'sessionid=%E0%A4%A',
      'sessionid=s%3A',
      'sessionid=s%3A.',
      'sessionid=j%3A%7B%22id%22%3A1%7D',
      'sessionid=',
      'sessionid',
      '=; ;=;',
      `sessionid=${'x'.repeat(12_000)}`,
      'sessionid=__proto__',
    ]) {
      expect(await ask(cookie), cookie.slice(0, 80)).toBe(401);
    }
  });

  it('26: is not begun by an anonymous visitor, nor by a failed login', async () => {
    const server = await startServer();
    const visitor = new Visitor(server);
    await visitor.get('/login/');
    await visitor.get('/logout/');
    await visitor.get('/home/');
    await visitor.logIn({ username: 'root', password: 'wrong' });
    expect(visitor.sessionid).toBe('');
    expect(await countSessions(server)).toBe(0);
  });
});

describe('the pages', () => {
  it('know who is logged in, and that nobody is', async () => {
    const server = await startServer();
    const visitor = new Visitor(server);
    const page = async (path: string): Promise<string> => (await visitor.get(path)).text();
    expect(await page('/login/')).not.toContain('You are logged in');
    const stranger = await page('/logout/');
    expect(stranger).toContain('You are not logged in');
    expect(stranger).not.toContain('<form');
    await visitor.logIn();
    expect(await page('/login/?next=/account/')).toMatch(
      /You are logged in as <strong>root<\/strong>.*<a href="\/account\/">Go on<\/a>/,
    );
    expect(await page('/login/?next=//evil.example/')).toContain('<a href="/home/">Go on</a>');
    expect(await page('/logout/')).toContain('<form');
    await setActive(server.dependencies, 'root', false);
    expect(await page('/login/')).not.toContain('You are logged in');
  });

  it('47: have the browser forget what it keeps of them at logout, but no cookie of others', async () => {
    const visitor = new Visitor(await startServer());
    const login = await visitor.logIn();
    expect(login.headers.get('clear-site-data')).toBeNull();
    const logout = await visitor.post('/logout/', { csrfmiddlewaretoken: visitor.csrf });
    expect(logout.status).toBe(302);
    expect(logout.headers.get('clear-site-data')).toBe('"cache", "storage"');
  });
});

describe('the cookie', () => {
  it('23: is HttpOnly, SameSite=Lax, without Domain, and without Secure on plain HTTP', async () => {
    const server = await startServer();
    const visitor = new Visitor(server);
    const line = setCookies(await visitor.logIn()).get('sessionid') ?? '';
    expect(line).toMatch(/; Path=\//);
    expect(line).toMatch(/; HttpOnly/);
    expect(line).toMatch(/; SameSite=Lax/);
    // A browser whose clock is off takes a date for the past; a length of time it does not.
    expect(line).toMatch(/; Max-Age=1209600;/);
    expect(line).toMatch(/; Expires=/);
    expect(line).not.toMatch(/Domain/i);
    expect(line).not.toMatch(/Secure/i);
  });

  it('23: is Secure behind a TLS proxy that is trusted; nobody else is believed', async () => {
    const forwarded = { 'X-Forwarded-Proto': 'https', Referer: 'https://127.0.0.1/login/' };
    const logIn = async (settings: Record<string, string>): Promise<Map<string, string>> => {
      const server = await startServer(settings);
      const visitor = new Visitor(server);
      const referer = `https://127.0.0.1:${server.port}/login/`;
      const answer = await visitor.logIn(undefined, { ...forwarded, Referer: referer });
      expect(answer.status).toBe(302);
      return setCookies(answer);
    };
    const trusted = await logIn({ TRUST_PROXY: 'loopback' });
    expect(trusted.get('sessionid')).toMatch(/; Secure/);
    expect(trusted.get('csrftoken')).toMatch(/; Secure/);
    for (const settings of [{}, { TRUST_PROXY: '10.0.0.0/8' }]) {
      const ignored = await logIn(settings);
      expect(ignored.get('sessionid')).not.toMatch(/Secure/);
    }
  });
});

describe('logging in', () => {
  it('goes to /home/, or to a local next', async () => {
    const server = await startServer();
    const visitor = new Visitor(server);
    expect((await visitor.logIn()).headers.get('location')).toBe('/home/');
    const fields = { username: 'root', password: 'toor', next: '/home/?a=1#b' };
    expect((await visitor.logIn(fields)).headers.get('location')).toBe('/home/?a=1#b');
  });

  it.each([
    '//evil.example',
    'https://evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/%0d%0aLocation:%20//evil.example/../..//evil.example',
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'data:text/html,x',
    '/\t/evil.example',
    '/\n/evil.example',
    ' //evil.example',
    '/..//evil.example',
    '/.//evil.example',
    'evil.example',
    '',
  ])('25: stays here when next is %j', async (next) => {
    const server = await startServer();
    const visitor = new Visitor(server);
    const answer = await visitor.logIn({ username: 'root', password: 'toor', next });
    const location = answer.headers.get('location') ?? '';
    const target = new URL(location, server.origin);
    expect(target.origin).toBe(server.origin);
    expect(location).toMatch(/^\/(?![/\\])/);
    // The page never repeats it either.
    const page = await visitor.get(`/login/?next=${encodeURIComponent(next)}`);
    expect(await page.text()).not.toContain('value="//');
  });

  it.each([' root', 'root ', '\troot\r\n', '\u2003root\u3000', '\x1croot\x85', 'root\xa0'])(
    'takes the name %j as Django does, without the blanks around it',
    async (username) => {
      const server = await startServer();
      const login = await new Visitor(server).logIn({ username, password: 'toor' });
      expect(login.status).toBe(302);
    },
  );

  it('takes no other blanks away, nor any of a password', async () => {
    const server = await startServer();
    for (const fields of [
      { username: '\ufeffroot', password: 'toor' },
      { username: 'ro ot', password: 'toor' },
      { username: 'root', password: 'toor ' },
    ]) {
      expect((await new Visitor(server).logIn(fields)).status).toBe(400);
    }
  });

  it('shows the form again after a failure, with the name and without the password', async () => {
    const server = await startServer();
    const visitor = new Visitor(server);
    const typed = { username: '"><b>root', password: 'secret"guess' };
    const answer = await visitor.logIn(typed);
    expect(answer.status).toBe(400);
    const page = await answer.text();
    expect(page).toContain('Please enter a correct username and password.');
    expect(page).toContain('&quot;>&lt;b>root');
    expect(page).not.toContain('guess');
    for (const fields of [{}, { username: 'root' }, { password: 'toor' }]) {
      expect((await visitor.logIn(fields as Record<string, string>)).status).toBe(400);
    }
  });

  it('32: takes text for name and password, and nothing from the query string', async () => {
    const server = await startServer();
    const visitor = new Visitor(server);
    await visitor.get('/login/');
    const login = (path: string, fields: unknown): Promise<Response> =>
      fetch(`${server.origin}${path}`, {
        method: 'POST',
        redirect: 'manual',
        headers: {
          Cookie: `csrftoken=${visitor.csrf}`,
          'X-CSRFToken': visitor.csrf,
          'Content-Type': 'application/json',
        },
        body: JSON.stringify(fields),
      });
    expect((await login('/login/', { username: 'root', password: 'toor' })).status).toBe(200);
    for (const fields of [
      { username: 'root', password: 12345678 },
      { username: 5, password: 'x' },
      { username: ['root'], password: { a: 1 } },
      { username: null, password: true },
      [],
      'text',
      5,
      null,
    ]) {
      expect((await login('/login/', fields)).status).toBe(400);
    }
    expect((await login('/login/?username=root&password=toor', {})).status).toBe(400);
    expect(server.log.join('')).not.toContain('toor');
  });

  it('fails when the user is deleted, or the password changed, while it is checked', async () => {
    const server = await startServer();
    const { users, credentials } = server.dependencies;
    for (const meanwhile of [
      () => users.changePassword(1, 'x', OPERATOR),
      () => deleteUser(server.dependencies, 'root'),
    ]) {
      credentials.check = async () => {
        const user = await users.findByUsername('root');
        await meanwhile();
        return user;
      };
      const visitor = new Visitor(server);
      expect((await visitor.logIn()).status).toBe(400);
      expect(visitor.sessionid).toBe('');
    }
    expect(await countSessions(server)).toBe(0);
    expect(server.log.join('')).not.toMatch(/"level":[456]0/);
  });

  it('47: is answered by a redirect that nobody stores', async () => {
    const answer = await new Visitor(await startServer()).logIn();
    expect(answer.status).toBe(302);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('is asked of a browser that wants /home/, and of nobody else', async () => {
    const server = await startServer();
    const accept = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
    const visitor = new Visitor(server);
    const sent = await visitor.get('/home/?a=b', { Accept: accept });
    expect(sent.status).toBe(302);
    expect(sent.headers.get('location')).toBe('/login/?next=%2Fhome%2F%3Fa%3Db');
    expect(sent.headers.get('www-authenticate')).toBeNull();
    expect((await visitor.get('/home/', { Accept: 'application/json' })).status).toBe(401);
    // Bad credentials are answered, not exchanged for a login form.
    for (const { scheme } of openSchemes) {
      if (scheme.credentials.word === undefined) continue;
      const bad = { Accept: accept, Authorization: `${scheme.credentials.word} x` };
      expect((await visitor.get('/home/', bad)).status).toBe(401);
    }
    await visitor.logIn();
    const page = await visitor.get('/home/', { Accept: accept });
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await page.text()).toContain('<strong>root</strong>');
  });
});
