import { describe, expect, it } from 'vitest';
import { schemeSites } from '../../../src/site/schemes.ts';
import { startServer } from '../../support/server.ts';
import type { TestServer } from '../../support/server.ts';
import { Visitor } from './visitor.ts';

async function loggedIn(server: TestServer): Promise<Visitor> {
  const visitor = new Visitor(server);
  await visitor.logIn();
  return visitor;
}

async function refusal(answer: Response): Promise<unknown> {
  expect(answer.status).toBe(403);
  return ((await answer.json()) as { detail: unknown }).detail;
}

describe('CSRF', () => {
  it('24: an unsafe request by cookie alone is refused, a safe one is not', async () => {
    const server = await startServer();
    const visitor = await loggedIn(server);
    expect((await visitor.get('/home/')).status).toBe(200);
    const { csrf } = visitor;
    expect(await refusal(await visitor.post('/home/', { a: '1' }))).toBe(
      'CSRF Failed: CSRF token missing.',
    );
    visitor.cookies.delete('csrftoken');
    expect(await refusal(await visitor.post('/home/', { a: '1' }, { 'X-CSRFToken': csrf }))).toBe(
      'CSRF Failed: CSRF cookie not set.',
    );
  });

  it('24: the token is taken from the header or the field, and has to be right', async () => {
    const server = await startServer();
    const visitor = await loggedIn(server);
    const { csrf } = visitor;
    const wrong = csrf.replace(/^./, csrf.startsWith('a') ? 'b' : 'a');
    expect((await visitor.post('/home/', {}, { 'X-CSRFToken': csrf })).status).toBe(200);
    const byField = await visitor.post('/home/', { csrfmiddlewaretoken: csrf });
    expect(byField.status).toBe(200);
    const blank = { csrfmiddlewaretoken: '' };
    expect((await visitor.post('/home/', blank, { 'X-CSRFToken': csrf })).status).toBe(200);
    for (const [other, problem] of [
      [wrong, 'incorrect'],
      ['', 'has incorrect length'],
      [csrf.slice(1), 'has incorrect length'],
      [`${csrf}0`, 'has incorrect length'],
      [`${csrf.slice(1)}!`, 'has invalid characters'],
      [csrf + csrf, 'incorrect'],
    ] as const) {
      expect(await refusal(await visitor.post('/home/', {}, { 'X-CSRFToken': other }))).toBe(
        `CSRF Failed: CSRF token from the 'X-Csrftoken' HTTP header ${problem}.`,
      );
      if (other === '') continue;
      expect(await refusal(await visitor.post('/home/', { csrfmiddlewaretoken: other }))).toBe(
        `CSRF Failed: CSRF token from POST ${problem}.`,
      );
    }
  });

  it('24: a field proves nothing in another method than POST, as in Django', async () => {
    const server = await startServer();
    const visitor = await loggedIn(server);
    const answer = await fetch(`${server.origin}/home/`, {
      method: 'PUT',
      headers: { Cookie: `sessionid=${visitor.sessionid}; csrftoken=${visitor.csrf}` },
      body: new URLSearchParams({ csrfmiddlewaretoken: visitor.csrf }),
    });
    expect(await refusal(answer)).toBe('CSRF Failed: CSRF token missing.');
  });

  it('24: a token that Django has masked stands for its secret', async () => {
    const server = await startServer();
    const visitor = await loggedIn(server);
    // Django 3.2's _mask_cipher_secret of 32 times "b", with a mask of 31 times "b" and one "9".
    const secret = 'b'.repeat(32);
    const masked = `${'b'.repeat(31)}9${'c'.repeat(31)}a`;
    for (const cookie of [secret, masked]) {
      visitor.cookies.set('csrftoken', cookie);
      for (const token of [secret, masked]) {
        const byHeader = await visitor.post('/home/', {}, { 'X-CSRFToken': token });
        expect(byHeader.status).toBe(200);
        const byField = await visitor.post('/home/', { csrfmiddlewaretoken: token });
        expect(byField.status).toBe(200);
      }
      const other = { 'X-CSRFToken': `${'b'.repeat(32)}${'c'.repeat(31)}a` };
      expect((await visitor.post('/home/', {}, other)).status).toBe(403);
    }
  });

  it('24: a cookie that is no token proves nothing, though it is echoed', async () => {
    const server = await startServer();
    const visitor = await loggedIn(server);
    for (const cookie of ['', 'x', '0'.repeat(31), '0'.repeat(33), `${'0'.repeat(31)}!`]) {
      visitor.cookies.set('csrftoken', cookie);
      const problem = cookie.length === 32 ? 'has invalid characters' : 'has incorrect length';
      expect(await refusal(await visitor.post('/home/', {}, { 'X-CSRFToken': cookie }))).toBe(
        `CSRF Failed: CSRF cookie ${problem}.`,
      );
    }
  });

  it('24: another origin is refused, with or without the token', async () => {
    const server = await startServer();
    const visitor = await loggedIn(server);
    const own = { 'X-CSRFToken': visitor.csrf, Origin: server.origin };
    expect((await visitor.post('/home/', {}, own)).status).toBe(200);
    for (const origin of [
      'http://evil.example',
      'null',
      server.origin.replace('http', 'https'),
      `${server.origin}.evil.example`,
      `http://127.0.0.1:${server.port + 1}`,
    ]) {
      const foreign = { 'X-CSRFToken': visitor.csrf, Origin: origin };
      expect(await refusal(await visitor.post('/home/', {}, foreign))).toBe(
        'CSRF Failed: Origin checking failed.',
      );
      expect((await visitor.logIn(undefined, { Origin: origin })).status).toBe(403);
    }
  });

  it('24: over TLS a request without Origin needs a Referer of ours', async () => {
    const server = await startServer({ TRUST_PROXY: 'loopback' });
    const own = `https://127.0.0.1:${server.port}/login/`;
    const tls = { 'X-Forwarded-Proto': 'https' };
    const visitor = new Visitor(server);
    await visitor.logIn(undefined, { ...tls, Referer: own });
    const post = async (headers: Record<string, string>): Promise<unknown> => {
      const own = { ...tls, 'X-CSRFToken': visitor.csrf };
      const answer = await visitor.post('/home/', {}, { ...own, ...headers });
      return answer.ok ? '' : refusal(answer);
    };
    expect(await post({ Referer: own })).toBe('');
    const failed = 'CSRF Failed: Referer checking failed';
    expect(await post({})).toBe(`${failed} - no Referer.`);
    expect(await post({ Referer: 'https://evil.example/' })).toBe(`${failed}.`);
    expect(await post({ Referer: 'nonsense' })).toBe(`${failed} - Referer is malformed.`);
    expect(await post({ Referer: own.replace('https', 'http') })).toBe(
      `${failed} - Referer is insecure while host is secure.`,
    );
  });

  it('24: the login and logout forms are protected as well', async () => {
    const server = await startServer();
    const visitor = new Visitor(server);
    const credentials = { username: 'root', password: 'toor' };
    expect((await visitor.post('/login/', credentials)).status).toBe(403);
    expect(visitor.sessionid).toBe('');
    await visitor.logIn();
    expect((await visitor.post('/logout/', {})).status).toBe(403);
    expect((await visitor.get('/home/')).status).toBe(200);
    // A link or an image cannot log anybody out.
    expect((await visitor.get('/logout/')).status).toBe(200);
    expect((await visitor.get('/home/')).status).toBe(200);
  });

  it('57: of several tokens ours counts, whichever comes first, and a page brings one of ours', async () => {
    const server = await startServer();
    const visitor = await loggedIn(server);
    const { csrf, sessionid } = visitor;
    const post = (...tokens: string[]): Promise<Response> =>
      fetch(`${server.origin}/home/`, {
        method: 'POST',
        headers: {
          Cookie: [`sessionid=${sessionid}`, ...tokens.map((each) => `csrftoken=${each}`)].join(
            '; ',
          ),
          'X-CSRFToken': csrf,
        },
      });
    // As Django writes them, and what is none.
    const others = ['z'.repeat(32), 'Z'.repeat(64), 'junk'];
    expect((await post(csrf, ...others)).status).toBe(200);
    expect((await post(...others, csrf)).status).toBe(200);
    // One of another server may be known to its pages; beside ours it proves nothing.
    const planted = {
      Cookie: `sessionid=${sessionid}; csrftoken=${csrf}; csrftoken=${'z'.repeat(32)}`,
    };
    const forged = await fetch(`${server.origin}/home/`, {
      method: 'POST',
      headers: { ...planted, 'X-CSRFToken': 'z'.repeat(32) },
    });
    expect(forged.status).toBe(403);
    expect(await refusal(await post(...others))).toBe('CSRF Failed: CSRF cookie not set.');
    const page = await fetch(`${server.origin}/login/`, {
      headers: { Cookie: others.map((each) => `csrftoken=${each}`).join('; ') },
    });
    expect(page.headers.getSetCookie()[0]).toMatch(/^csrftoken=[0-9a-f]{32};/);
  });

  it('24: the token changes at login', async () => {
    const server = await startServer();
    const visitor = new Visitor(server);
    await visitor.get('/login/');
    const before = visitor.csrf;
    await visitor.logIn();
    expect(visitor.csrf).not.toBe(before);
    expect(visitor.csrf).toMatch(/^[A-Za-z0-9]{32}$/);
    const stale = await visitor.post('/home/', {}, { 'X-CSRFToken': before });
    expect(stale.status).toBe(403);
  });

  it.each(schemeSites.filter(({ name }) => name !== 'session'))(
    '24: $name needs none, though a session cookie comes along',
    async (site) => {
      const server = await startServer();
      const visitor = await loggedIn(server);
      const credentials = await site.obtain(server.origin, 'root', 'toor');
      const answer = await visitor.post('/home/', { a: '1' }, credentials);
      expect(answer.status).toBe(200);
    },
  );

  it('24: a body that cannot be read does not get past the check', async () => {
    const server = await startServer();
    const visitor = await loggedIn(server);
    const headers = { 'Content-Type': 'multipart/form-data' };
    expect(await refusal(await visitor.post('/home/', { a: '1' }, headers))).toBe(
      'CSRF Failed: CSRF token missing.',
    );
  });
});
