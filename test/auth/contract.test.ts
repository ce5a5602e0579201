import { describe, expect, it } from 'vitest';
import { schemeSites } from '../../src/site/schemes.ts';
import { migrations } from '../../src/server/migrations.ts';
import { OPERATOR } from '../../src/users/authority.ts';
import { rawRequest, sendRaw } from '../support/raw.ts';
import { challengesOf } from '../support/recording.ts';
import { openSchemes } from '../support/schemes.ts';
import { startServer } from '../support/server.ts';
import type { TestServer } from '../support/server.ts';
import { deleteUser, setActive } from '../support/change-user.ts';

/** What every scheme must do, whichever they are. */

/** Asks for `/home/` with headers as they are, and follows no redirect. */
function home(
  server: TestServer,
  headers: Record<string, string>,
  init: RequestInit = {},
  path = '/home/',
): Promise<Response> {
  return fetch(`${server.origin}${path}`, { ...init, headers, redirect: 'manual' });
}

async function detailOf(answer: Response): Promise<unknown> {
  return ((await answer.json()) as { detail: unknown }).detail;
}

const NOT_PROVIDED = 'Authentication credentials were not provided.';

describe.each(openSchemes)('the scheme $site.name', ({ site, definition }) => {
  it('lets its user GET and POST, with and without the trailing slash', async () => {
    const server = await startServer();
    const credentials = await site.obtain(server.origin, 'root', 'toor');
    for (const path of ['/home/', '/home']) {
      const shown = await home(server, credentials, {}, path);
      expect(shown.status).toBe(200);
      expect(await shown.json()).toEqual({
        message: 'Hello, world!',
        user: 'root',
        scheme: site.name,
      });
      const posted = await home(
        server,
        { ...credentials, 'Content-Type': 'application/json' },
        { method: 'POST', body: '{"a":[1,null]}' },
        path,
      );
      expect(await posted.json()).toEqual({ message: 'Got some data!', data: { a: [1, null] } });
    }
  });

  it('7: refuses an inactive user on the next request, for good, and a deleted one', async () => {
    const server = await startServer();
    const credentials = await site.obtain(server.origin, 'root', 'toor');
    await setActive(server.dependencies, 'root', false);
    expect((await home(server, credentials)).status).toBe(401);
    await setActive(server.dependencies, 'root', true);
    // What was issued has ended; a password has not.
    const isIssued = definition.migrations.length > 0;
    expect((await home(server, credentials)).status).toBe(isIssued ? 401 : 200);
    const issuedSince = await site.obtain(server.origin, 'root', 'toor');
    expect((await home(server, issuedSince)).status).toBe(200);
    await deleteUser(server.dependencies, 'root');
    expect((await home(server, issuedSince)).status).toBe(401);
  });

  it('7: gives the id of a deleted user to nobody else', async () => {
    const server = await startServer();
    const credentials = await site.obtain(server.origin, 'root', 'toor');
    await deleteUser(server.dependencies, 'root');
    await server.addUser('mallory', 'another password');
    expect((await home(server, credentials)).status).toBe(401);
  });

  it('19: refuses everything issued before a password change', async () => {
    const server = await startServer();
    const { users, hasher } = server.dependencies;
    const before = await site.obtain(server.origin, 'root', 'toor');
    const root = await users.findByUsername('root');
    await users.changePassword(root?.id ?? 0, await hasher.encode('a new password'), OPERATOR);
    expect((await home(server, before)).status).toBe(401);
    const after = await site.obtain(server.origin, 'root', 'a new password');
    expect((await home(server, after)).status).toBe(200);
  });

  it('says nothing to credentials while it is closed', async () => {
    const others = schemeSites.filter(({ name }) => name !== site.name);
    const [other] = others;
    if (other === undefined) return;
    const open = await startServer();
    const credentials = await site.obtain(open.origin, 'root', 'toor');
    const closed = await startServer({ AUTH_SCHEMES: other.name });
    const answer = await home(closed, credentials);
    expect([401, 403]).toContain(answer.status);
    expect(await detailOf(answer)).toBe(NOT_PROVIDED);
  });

  it('answers 405 with Allow to other methods, once it is known who asks', async () => {
    const server = await startServer();
    const credentials = await site.obtain(server.origin, 'root', 'toor');
    const answer = await home(server, credentials, { method: 'DELETE' });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('GET, POST, HEAD, OPTIONS');
    expect(await detailOf(answer)).toBe('Method "DELETE" not allowed.');
  });

  it('32: leaves no credential in the log, even when the server fails', async () => {
    const server = await startServer({ LOG_LEVEL: 'trace' });
    const credentials = await site.obtain(server.origin, 'root', 'toor');
    await server.dependencies.database.close();
    server.dependencies.database.close = () => Promise.resolve();
    expect((await home(server, credentials)).status).toBe(500);
    const log = server.log.join('\n');
    expect(log).toContain('request failed');
    for (const value of Object.values(credentials)) {
      for (const part of value.split(/[\s;=]+/).filter((word) => word.length > 8)) {
        expect(log).not.toContain(part);
      }
    }
    expect(log).not.toContain('toor');
  });

  it('puts its migrations under its own name', () => {
    for (const { name } of definition.migrations)
      expect(name.startsWith(`${site.name}/`)).toBe(true);
    expect(new Set(migrations.map(({ name }) => name)).size).toBe(migrations.length);
  });
});

const byHeader = openSchemes.flatMap(({ site, scheme: { credentials } }) =>
  credentials.word === undefined ? [] : [{ site, word: credentials.word }],
);

describe.each(byHeader)('the word "$word"', ({ site, word }) => {
  it('2: is known in any case, and only as a whole', async () => {
    const server = await startServer();
    const { Authorization = '' } = await site.obtain(server.origin, 'root', 'toor');
    const [, credential = ''] = Authorization.split(' ');
    const odd = [...word].map((letter, at) => (at % 2 ? letter.toUpperCase() : letter)).join('');
    expect((await home(server, { Authorization: `${odd} ${credential}` })).status).toBe(200);
    for (const other of [`Not${word}`, `${word}s`]) {
      const answer = await home(server, { Authorization: `${other} ${credential}` });
      expect(answer.status).toBe(401);
      expect(await detailOf(answer)).toBe(NOT_PROVIDED);
    }
  });

  it('3: alone, or before several values, is 401 in JSON with the challenge first', async () => {
    const server = await startServer();
    for (const header of [word, `${word} a b`, `${word}  `, `${word} a, b`]) {
      const answer = await sendRaw(
        server.port,
        rawRequest('GET', '/home/', [['Authorization', header]]),
      );
      expect(answer.status).toBe(401);
      expect(JSON.parse(answer.body)).toHaveProperty('detail');
      expect(challengesOf(answer)[0]?.toLowerCase().startsWith(word.toLowerCase())).toBe(true);
    }
  });

  it('5: with bad credentials is refused although other good ones come along', async () => {
    const server = await startServer();
    for (const other of schemeSites) {
      const { Cookie } = await other.obtain(server.origin, 'root', 'toor');
      if (Cookie === undefined) continue;
      const answer = await home(server, { Cookie, Authorization: `${word} bad` });
      expect(answer.status).toBe(401);
    }
  });

  it('5: in two Authorization headers is 400', async () => {
    const server = await startServer();
    const { Authorization = '' } = await site.obtain(server.origin, 'root', 'toor');
    for (const second of [Authorization, 'Basic eDp5']) {
      const answer = await sendRaw(
        server.port,
        rawRequest('GET', '/home/', [
          ['Authorization', Authorization],
          ['authorization', second],
        ]),
      );
      expect(answer.status).toBe(400);
    }
  });

  it('6: has its credentials in the header alone, not in query or body', async () => {
    const server = await startServer();
    const { Authorization = '' } = await site.obtain(server.origin, 'root', 'toor');
    const [, credential = ''] = Authorization.split(' ');
    const fields = new URLSearchParams({ access_token: credential, token: credential });
    const query = await home(server, {}, {}, `/home/?${fields.toString()}`);
    expect(query.status).toBe(401);
    expect(await detailOf(query)).toBe(NOT_PROVIDED);
    const body = await home(server, {}, { method: 'POST', body: fields });
    expect(body.status).toBe(401);
    expect(await detailOf(body)).toBe(NOT_PROVIDED);
    // Nor do they get in the way of credentials that are where they belong.
    const both = await home(server, { Authorization }, {}, `/home/?${fields.toString()}`);
    expect(both.status).toBe(200);
  });
});

describe('all schemes together', () => {
  it('answer an anonymous request with every challenge there is', async () => {
    const server = await startServer();
    const answer = await sendRaw(server.port, rawRequest('GET', '/home/'));
    expect(challengesOf(answer)).toEqual(
      openSchemes.flatMap(({ scheme }) => scheme.challenge ?? []),
    );
  });

  it('answer 50 requests at once by the right user each', async () => {
    const server = await startServer();
    await server.addUser('other', 'rehto');
    const requests = await Promise.all(
      schemeSites.flatMap((site) =>
        (['root', 'other'] as const).map(async (username) => ({
          username,
          headers: await site.obtain(
            server.origin,
            username,
            username === 'root' ? 'toor' : 'rehto',
          ),
          scheme: site.name,
        })),
      ),
    );
    const mixed = Array.from({ length: 50 }, (_, index) => requests[index % requests.length]);
    const answers = await Promise.all(
      mixed.map(async (request): Promise<unknown> =>
        (await home(server, request?.headers ?? {})).json(),
      ),
    );
    expect(answers).toEqual(
      mixed.map((request) => ({
        message: 'Hello, world!',
        user: request?.username,
        scheme: request?.scheme,
      })),
    );
  });
});
