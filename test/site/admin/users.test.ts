import { describe, expect, it } from 'vitest';
import { schemeSites } from '../../../src/site/schemes.ts';
import { OPERATOR } from '../../../src/users/authority.ts';
import { isIssuing } from '../../support/schemes.ts';
import { START, startServer } from '../../support/server.ts';
import type { TestServer } from '../../support/server.ts';
import { ask, eventsOf, headersOf } from './ask.ts';
import type { Answer } from './ask.ts';

const PASSWORD = 'correct horse battery staple';

const BOB = {
  id: 2,
  username: 'bob',
  email: '',
  is_active: true,
  is_superuser: false,
  date_joined: new Date(START).toISOString(),
};

async function serverWithBob(): Promise<TestServer> {
  const server = await startServer();
  await server.addUser('bob', 'toor');
  return server;
}

function containing(text: string): string {
  return expect.stringContaining(text) as string;
}

/** The names in a list of users. */
function names({ body }: Answer): string[] {
  return (body as { results: { username: string }[] }).results.map(({ username }) => username);
}

async function search(server: TestServer, text: string): Promise<string[]> {
  return names(await ask(server, `GET /api/users/?search=${encodeURIComponent(text)}`));
}

async function homeStatus(
  server: TestServer,
  headers: Record<string, string> | undefined,
): Promise<number> {
  return (await fetch(`${server.origin}/home/`, { headers: { ...headers } })).status;
}

describe('GET /api/users/', () => {
  it('lists users by name, in pages as DRF’s', async () => {
    const server = await startServer();
    for (const name of ['carol', 'alice', 'bob']) await server.addUser(name, 'toor');
    const users = `${server.origin}/api/users/`;
    const first = await ask(server, 'GET /api/users/?page_size=2');
    expect(first).toMatchObject({ status: 200, body: { count: 4, previous: null } });
    const { next } = first.body as { next: string };
    expect(next.split('&cursor=')[0]).toBe(`${users}?page_size=2&page=2`);
    for (const path of ['/api/users/?page_size=2&page=2', next.slice(server.origin.length)]) {
      const second = await ask(server, `GET ${path}`);
      expect(second.body).toMatchObject({ count: 4, next: null, previous: `${users}?page_size=2` });
      expect(names(second)).toEqual(['carol', 'root']);
    }
    expect(names(await ask(server, 'GET /api/users/'))).toEqual(['alice', 'bob', 'carol', 'root']);
    for (const page of ['0', '3', '-1', 'x', '1e1', '99999999999', '']) {
      expect(await ask(server, `GET /api/users/?page_size=2&page=${page}`)).toEqual({
        status: 404,
        body: { detail: 'Invalid page.' },
      });
    }
    // Somebody has made it up; no link leads to a number that is not read.
    const cursor = Buffer.from('[999999999,"after","alice"]').toString('base64url');
    const far = `GET /api/users/?page_size=2&page=999999999&cursor=${cursor}`;
    expect(await ask(server, far)).toMatchObject({ status: 200, body: { next: null } });
  });

  it('gives 50 users a page, or up to 200', async () => {
    const server = await startServer();
    const { users } = server.dependencies;
    for (let number = 0; number < 201; number += 1) {
      await users.create({ username: `user${number}`, email: '', encodedPassword: '!' }, OPERATOR);
    }
    for (const [query, length] of [
      ['', 50],
      ['?page_size=7', 7],
      ['?page_size=1000', 200],
      ['?page_size=0', 50],
      ['?page_size=x', 50],
      ['?page=5', 2],
    ] as const) {
      expect(names(await ask(server, `GET /api/users/${query}`)), query).toHaveLength(length);
    }
  });

  it('finds what a name or an e-mail address contains; case and wildcards do not count', async () => {
    const server = await startServer();
    await server.addUser('Alice_1', 'toor', { email: 'A.Smith@example.com' });
    await server.addUser('alicex1', 'toor', { email: '100%@example.org' });
    expect(await search(server, 'ALICE')).toEqual(['Alice_1', 'alicex1']);
    expect(await search(server, 'smith@EX')).toEqual(['Alice_1']);
    expect(await search(server, 'e_1')).toEqual(['Alice_1']);
    expect(await search(server, '0%@')).toEqual(['alicex1']);
    expect(await search(server, '%@e')).toEqual(['alicex1']);
    // What is as short is looked for at the beginning.
    expect(await search(server, '10')).toEqual(['alicex1']);
    expect(await search(server, 'A')).toEqual(['Alice_1', 'alicex1']);
    expect(await search(server, 'sm')).toEqual([]);
    expect(await search(server, '%')).toEqual([]);
    expect(await search(server, '!')).toEqual([]);
    expect(await search(server, ' alice_1 ')).toEqual(['Alice_1']);
    // Full-width letters are the same letters, as in names.
    expect(await search(server, 'ａｌｉｃｅ_')).toEqual(['Alice_1']);
    expect(await search(server, '')).toHaveLength(3);
  });

  it('35: takes whatever is searched for, and finds nothing', async () => {
    const server = await startServer();
    for (const text of ["' OR 1=1 --", '\\', '\u{1f600}', 'x'.repeat(8000), '%_!'.repeat(900)]) {
      expect(await search(server, text), text).toEqual([]);
    }
    for (const query of ['search=%00', 'search=%ff', 'search=a&search=b', 'search[x]=1']) {
      expect((await ask(server, `GET /api/users/?${query}`)).status, query).toBe(200);
    }
  });

  it('says nothing of passwords', async () => {
    const server = await serverWithBob();
    expect((await ask(server, 'GET /api/users/2/')).body).toEqual(BOB);
    const { body } = await ask(server, 'GET /api/users/');
    const root = { ...BOB, id: 1, username: 'root', is_superuser: true };
    expect(body).toMatchObject({ results: [BOB, root] });
    expect(JSON.stringify(body)).not.toMatch(/bcrypt|password|epoch/);
  });

  it.each(['0', 'x', '1.5', '-1', '3', '9'.repeat(30)])('has no user %s', async (id) => {
    const server = await serverWithBob();
    const answers = [
      await ask(server, `GET /api/users/${id}/`),
      await ask(server, `PATCH /api/users/${id}/`, { email: 'a@example.com' }),
      await ask(server, `POST /api/users/${id}/logout/`),
      await ask(server, `GET /admin/users/${id}/`),
    ];
    for (const answer of answers) {
      expect(answer).toEqual({ status: 404, body: { detail: 'Not found.' } });
    }
  });
});

describe('who may', () => {
  const REQUESTS = [
    'GET /api/users/',
    'POST /api/users/',
    'GET /api/users/1/',
    'PATCH /api/users/1/',
    'POST /api/users/2/logout/',
    'GET /admin/',
    'GET /admin/users/new/',
    'POST /admin/users/new/',
    'GET /admin/users/1/',
    'POST /admin/users/1/deactivate/',
    'POST /admin/users/2/make-superuser/',
    'POST /admin/users/1/password/',
  ];

  it.each(REQUESTS)('superusers alone: %s', async (request) => {
    const server = await serverWithBob();
    expect(await ask(server, request, undefined, 'bob')).toEqual({
      status: 403,
      body: { detail: 'You do not have permission to perform this action.' },
    });
    const [method = '', path = ''] = request.split(' ');
    const stranger = await fetch(`${server.origin}${path}`, { method });
    expect(stranger.status).toBe(401);
    // And so that the list above is about something.
    const { status } = await ask(server, request, method === 'GET' ? undefined : {});
    expect([200, 204, 302, 400, 409]).toContain(status);
  });

  it.each(schemeSites)(
    '7: who is no superuser any more is stopped at once, by $name',
    async (site) => {
      const server = await serverWithBob();
      const { database } = server.dependencies;
      const headers = await site.obtain(server.origin, 'bob', 'toor');
      const status = async (): Promise<number> =>
        (await fetch(`${server.origin}/api/users/`, { headers })).status;
      expect(await status()).toBe(403);
      await database.run('UPDATE users SET is_superuser = 1 WHERE id = 2');
      expect(await status()).toBe(200);
      await database.run('UPDATE users SET is_superuser = 0 WHERE id = 2');
      expect(await status()).toBe(403);
    },
  );
});

describe('POST /api/users/', () => {
  it('makes a user, who can log in', async () => {
    const server = await startServer();
    const answer = await ask(server, 'POST /api/users/', {
      username: 'bob',
      email: 'bob@EXAMPLE.com',
      password: PASSWORD,
      current_password: 'toor',
    });
    expect(answer).toEqual({ status: 201, body: { ...BOB, email: 'bob@example.com' } });
    expect(await homeStatus(server, await headersOf(server, 'bob', PASSWORD))).toBe(200);
    expect(await eventsOf(server, 2)).toEqual(['login succeeded', 'user created by root']);
  });

  it('makes one who may not log in yet', async () => {
    const server = await startServer();
    const fields = {
      username: 'bob',
      password: PASSWORD,
      is_active: false,
      current_password: 'toor',
    };
    const { body } = await ask(server, 'POST /api/users/', fields);
    expect(body).toEqual({ ...BOB, is_active: false });
    expect(await homeStatus(server, await headersOf(server, 'bob', PASSWORD))).toBe(401);
  });

  it.each([
    [{}, { username: ['This field is required.'], password: ['This field is required.'] }],
    [
      { username: ' ', password: '', is_active: 'maybe', is_superuser: null },
      {
        username: ['This field may not be blank.'],
        password: ['This field may not be blank.'],
        is_active: ['Must be a valid boolean.'],
        is_superuser: ['This field may not be null.'],
      },
    ],
    [
      { username: 'a b', email: 'nowhere', password: 'qzv7x' },
      {
        username: [containing('Enter a valid username.')],
        email: ['Enter a valid email address.'],
        password: [containing('too short')],
      },
    ],
    [{ username: 'root', password: PASSWORD }, { username: ['That username is already taken.'] }],
    [
      { username: 'ｒｏｏｔ', password: PASSWORD },
      { username: ['That username is already taken.'] },
    ],
    [
      { username: ['x'], email: {}, password: 'p\0\0\0\0\0\0\0\0' },
      {
        username: ['Not a valid string.'],
        email: ['Not a valid string.'],
        password: ['Null characters are not allowed.'],
      },
    ],
    [[], { non_field_errors: [containing('Invalid data.')] }],
    [
      { username: 'bartholomew', password: 'bartholomew1' },
      { password: ['The password is too similar to the username.'] },
    ],
  ] as const)('29: refuses %j and stores nothing', async (fields, body) => {
    const server = await startServer();
    const answer = await ask(server, 'POST /api/users/', fields);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject(body);
    expect(await search(server, '')).toEqual(['root']);
  });

  it('of several at once with one name makes one', async () => {
    const server = await startServer();
    const fields = { username: 'bob', password: PASSWORD, current_password: 'toor' };
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => ask(server, 'POST /api/users/', fields)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 400, 400, 400, 400]);
  });

  it.each([true, false])('51: wants the superuser’s own password (%j)', async (is_superuser) => {
    const server = await startServer();
    const fields = { username: 'bob', password: PASSWORD, is_superuser };
    expect(await ask(server, 'POST /api/users/', fields)).toEqual({
      status: 400,
      body: { current_password: ['This field is required.'] },
    });
    const wrong = { ...fields, current_password: PASSWORD };
    expect(await ask(server, 'POST /api/users/', wrong)).toEqual({
      status: 400,
      body: { current_password: ['Invalid password.'] },
    });
    expect(await search(server, 'bob')).toEqual([]);
    const right = { ...fields, current_password: 'toor' };
    const { body } = await ask(server, 'POST /api/users/', right);
    expect(body).toEqual({ ...BOB, is_superuser });
    expect(await eventsOf(server, 2)).toContain('user created by root');
  });
});

describe('PATCH /api/users/<id>/', () => {
  it('changes what is given, and nothing else', async () => {
    const server = await serverWithBob();
    const email = 'bob@example.com';
    expect(await ask(server, 'PATCH /api/users/2/', { email: 'bob@EXAMPLE.com' })).toEqual({
      status: 200,
      body: { ...BOB, email },
    });
    expect((await ask(server, 'PATCH /api/users/2/', {})).body).toEqual({ ...BOB, email });
    expect((await ask(server, 'PATCH /api/users/2/', { ...BOB, email: '' })).body).toEqual(BOB);
    expect(await eventsOf(server, 2)).toEqual(['email changed by root', 'email changed by root']);
    expect(await homeStatus(server, await headersOf(server, 'bob'))).toBe(200);
  });

  it.each([
    [{ username: 'bobby' }, { username: ['A username cannot be changed.'] }],
    [{ email: 'nowhere', is_active: false }, { email: ['Enter a valid email address.'] }],
    [{ is_active: [] }, { is_active: ['Must be a valid boolean.'] }],
    [
      { password: 'qzv7x', current_password: 'toor', is_active: false },
      { password: [containing('too short')] },
    ],
    [{ password: null }, { password: ['This field may not be null.'] }],
  ] as const)('refuses %j and changes nothing', async (fields, body) => {
    const server = await serverWithBob();
    const answer = await ask(server, 'PATCH /api/users/2/', fields);
    expect(answer).toMatchObject({ status: 400, body });
    expect((await ask(server, 'GET /api/users/2/')).body).toEqual(BOB);
    expect(await homeStatus(server, await headersOf(server, 'bob'))).toBe(200);
  });

  it('changes users whose address would not be taken today', async () => {
    const server = await startServer();
    await server.addUser('bob', 'toor', { email: 'an old one' });
    expect((await ask(server, 'PATCH /api/users/2/', { is_active: false })).status).toBe(200);
  });

  it.each(schemeSites)(
    '51: who is shut out stays out, and what they had as well, by $name',
    async (site) => {
      const server = await serverWithBob();
      const headers = await site.obtain(server.origin, 'bob', 'toor');
      await ask(server, 'PATCH /api/users/2/', { is_active: false });
      expect(await homeStatus(server, headers)).toBe(401);
      const again = { is_active: true, current_password: 'toor' };
      expect((await ask(server, 'PATCH /api/users/2/', again)).status).toBe(200);
      // What was issued before has ended.
      expect(await homeStatus(server, headers)).toBe(isIssuing(site) ? 401 : 200);
      const since = await site.obtain(server.origin, 'bob', 'toor');
      expect(await homeStatus(server, since)).toBe(200);
      expect((await eventsOf(server, 2)).filter((event) => event.endsWith('by root'))).toEqual([
        'user activated by root',
        'user deactivated by root',
      ]);
    },
  );

  const NEEDS_PASSWORD = [{ password: PASSWORD }, { is_superuser: true }];

  it.each(NEEDS_PASSWORD)('51: wants the superuser’s own password for %j', async (fields) => {
    const server = await serverWithBob();
    expect(await ask(server, 'PATCH /api/users/2/', fields)).toEqual({
      status: 400,
      body: { current_password: ['This field is required.'] },
    });
    expect(await ask(server, 'PATCH /api/users/2/', { ...fields, current_password: 'x' })).toEqual({
      status: 400,
      body: { current_password: ['Invalid password.'] },
    });
    expect((await ask(server, 'GET /api/users/2/')).body).toEqual(BOB);
    expect(await homeStatus(server, await headersOf(server, 'bob'))).toBe(200);
    const right = { ...fields, current_password: 'toor' };
    expect((await ask(server, 'PATCH /api/users/2/', right)).status).toBe(200);
  });

  it('33: counts wrong passwords there as a login does', async () => {
    const server = await serverWithBob();
    const [site] = schemeSites.slice(-1);
    const headers = await site?.obtain(server.origin, 'root', 'toor');
    const status = async (password: string): Promise<number> => {
      const body = new URLSearchParams({ is_superuser: 'true', current_password: password });
      const init = { method: 'PATCH', headers: { ...headers }, body };
      return (await fetch(`${server.origin}/api/users/2/`, init)).status;
    };
    for (let time = 0; time < 10; time += 1) expect(await status('wrong')).toBe(400);
    expect(await status('toor')).toBe(429);
  });

  it.each(schemeSites)('19: a new password ends what the old one gave, by $name', async (site) => {
    const server = await serverWithBob();
    const headers = await site.obtain(server.origin, 'bob', 'toor');
    const roots = await site.obtain(server.origin, 'root', 'toor');
    expect(await homeStatus(server, headers)).toBe(200);
    const fields = { password: PASSWORD, current_password: 'toor' };
    expect((await ask(server, 'PATCH /api/users/2/', fields)).status).toBe(200);
    expect(await homeStatus(server, headers)).toBe(401);
    expect(await homeStatus(server, roots)).toBe(200);
    expect(await homeStatus(server, await site.obtain(server.origin, 'bob', PASSWORD))).toBe(200);
    expect(await eventsOf(server, 2)).toContain('password changed by root');
    expect(server.log.join('')).not.toContain(PASSWORD);
  });

  it.each(schemeSites)('19: one’s own new password keeps one’s session, by $name', async (site) => {
    const server = await startServer();
    const [asking, other] = [
      await site.obtain(server.origin, 'root', 'toor'),
      await site.obtain(server.origin, 'root', 'toor'),
    ];
    const answer = await fetch(`${server.origin}/api/users/1/`, {
      method: 'PATCH',
      headers: asking,
      body: new URLSearchParams({ password: PASSWORD, current_password: 'toor' }),
    });
    expect(answer.status).toBe(200);
    const cookies = answer.headers.getSetCookie().map((line) => line.split(';', 1)[0]);
    expect(cookies.length > 0).toBe('Cookie' in asking);
    const kept = cookies.length > 0 ? { Cookie: cookies.join('; ') } : asking;
    expect(await homeStatus(server, kept)).toBe('Cookie' in asking ? 200 : 401);
    expect(await homeStatus(server, other)).toBe(401);
    // Nobody else did it.
    expect(await eventsOf(server, 1)).toContain('password changed');
  });
});

describe('POST /api/users/<id>/logout/', () => {
  it.each(schemeSites.filter(isIssuing))(
    '19: ends all that was issued to the user, by $name',
    async (site) => {
      const server = await serverWithBob();
      const headers = await site.obtain(server.origin, 'bob', 'toor');
      const roots = await site.obtain(server.origin, 'root', 'toor');
      expect((await ask(server, 'POST /api/users/2/logout/')).status).toBe(204);
      expect(await homeStatus(server, headers)).toBe(401);
      expect(await homeStatus(server, roots)).toBe(200);
      expect((await eventsOf(server, 2))[0]).toBe('logged out everywhere by root');
    },
  );
});
