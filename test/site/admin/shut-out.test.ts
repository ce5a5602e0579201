import { describe, expect, it } from 'vitest';
import { schemeSites } from '../../../src/site/schemes.ts';
import { setActive } from '../../support/change-user.ts';
import { startServer } from '../../support/server.ts';
import type { TestServer } from '../../support/server.ts';
import { sendSlowly } from '../../support/slow-request.ts';

const PASSWORD = 'correct horse battery staple';
const own = { current_password: 'toor' };

/** What a superuser called `boss`, of id 2, can do to `bob`, of id 3, to somebody new, and to themselves. */
const DEEDS: readonly (readonly [request: string, fields: Record<string, string>])[] = [
  ['POST /api/users/', { ...own, username: 'eve', password: PASSWORD }],
  ['PATCH /api/users/3/', { ...own, password: PASSWORD }],
  ['PATCH /api/users/3/', { ...own, is_superuser: 'true' }],
  ['PATCH /api/users/3/', { email: 'eve@example.com' }],
  ['PATCH /api/users/2/', { ...own, is_active: 'true', is_superuser: 'true' }],
  ['PATCH /api/users/1/', { is_active: 'false' }],
  ['POST /api/users/3/logout/', {}],
  ['DELETE /api/users/3/', {}],
  ['POST /admin/users/new/', { ...own, username: 'eve', email: '', password: PASSWORD }],
  ['POST /admin/users/3/email/', { email: 'eve@example.com' }],
  ['POST /admin/users/3/password/', { ...own, password: PASSWORD }],
  ['POST /admin/users/3/make-superuser/', own],
  ['POST /admin/users/3/deactivate/', {}],
  ['POST /admin/users/3/logout/', {}],
  ['POST /admin/users/3/delete/', {}],
];

/** What everybody can do about themselves. */
const OWN_DEEDS: typeof DEEDS = [
  ['POST /api/password/', { ...own, new_password: PASSWORD }],
  ['POST /account/password/', { ...own, new_password: PASSWORD }],
  ['POST /logout/all/', {}],
];

/** How somebody is shut out. */
const DEMOTED = 'UPDATE users SET is_superuser = 0 WHERE id = 2';
const ENDED = 'UPDATE users SET credentials_epoch = credentials_epoch + 1 WHERE id = 2';
const INACTIVE = 'UPDATE users SET is_active = 0 WHERE id = 2';

async function serverWithBoss(): Promise<TestServer> {
  const server = await startServer({ LOGIN_THROTTLE: 'off' });
  await server.addUser('boss', 'toor', { isSuperuser: true });
  await server.addUser('bob', 'toor');
  return server;
}

/** All that matters of the users. */
function usersOf({ dependencies }: TestServer): Promise<unknown[]> {
  return dependencies.database.all('SELECT * FROM users ORDER BY id');
}

describe('50: who is shut out while a request of theirs is under way', () => {
  it.each([...DEEDS, ...OWN_DEEDS])('gets nothing by a late last byte: %s %j', async (...deed) => {
    const [[method = '', path = ''], fields] = [deed[0].split(' '), deed[1]];
    for (const site of schemeSites) {
      const server = await serverWithBoss();
      const headers = {
        ...(await site.obtain(server.origin, 'boss', 'toor')),
        'Content-Type': 'application/x-www-form-urlencoded',
        Connection: 'close',
      };
      // A byte more, which belongs to nothing, where there are no fields.
      const body = `${new URLSearchParams(fields).toString()}&`;
      const { finish, answer } = await sendSlowly(server.port, path, headers, body, method);
      // Another request has been answered: the server has seen the first one, too.
      await fetch(`${server.origin}/home/`);
      await setActive(server.dependencies, 'boss', false);
      const before = await usersOf(server);
      finish();
      expect((await answer).split('\r\n', 1)).toEqual([expect.stringMatching(/ 40[13] /)]);
      expect(await usersOf(server)).toEqual(before);
    }
  });

  const cases = [
    ...DEEDS.flatMap((deed) => [DEMOTED, ENDED, INACTIVE].map((how) => [...deed, how] as const)),
    ...OWN_DEEDS.flatMap((deed) => [ENDED, INACTIVE].map((how) => [...deed, how] as const)),
  ];

  it.each(cases)('gets nothing while it waits for its turn: %s %j, %s', async (...given) => {
    const [request, fields, how] = given;
    const [method = '', path = ''] = request.split(' ');
    const server = await serverWithBoss();
    const { database } = server.dependencies;
    const headers = (await schemeSites.at(0)?.obtain(server.origin, 'boss', 'toor')) ?? {};
    const transaction = database.transaction.bind(database);
    let before: unknown;
    database.transaction = async (subject, work) => {
      if (before === undefined) {
        await database.run(how);
        before = await usersOf(server);
      }
      return transaction(subject, work);
    };
    const answer = await fetch(`${server.origin}${path}`, {
      method,
      headers,
      redirect: 'manual',
      body: new URLSearchParams(fields),
    });
    expect(answer.status).toBe(403);
    expect(before).toBeDefined();
    expect(await usersOf(server)).toEqual(before);
  });

  it('says what is wrong with credentials before what is wrong with a body', async () => {
    const server = await startServer();
    const headers = { Authorization: 'Basic eDp4', 'Content-Type': 'application/json' };
    for (const body of ['{', 'x'.repeat(200_000)]) {
      const init = { method: 'POST', headers, body };
      expect((await fetch(`${server.origin}/home/`, init)).status).toBe(401);
    }
  });
});

describe('51: what outlives the credential that asks for it', () => {
  it('is not given without the password, whichever field it is asked by', async () => {
    const server = await serverWithBoss();
    await setActive(server.dependencies, 'bob', false);
    const asked = [
      ['POST', '/api/users/', { username: 'eve', password: PASSWORD }],
      ['PATCH', '/api/users/3/', { is_active: 'true' }],
      ['PATCH', '/api/users/3/', { is_superuser: 'true', is_active: 'true' }],
      ['POST', '/admin/users/3/activate/', {}],
      ['POST', '/admin/users/new/', { username: 'eve', email: '', password: PASSWORD }],
    ] as const;
    const before = await usersOf(server);
    for (const site of schemeSites) {
      const headers = await site.obtain(server.origin, 'boss', 'toor');
      for (const [method, path, fields] of asked) {
        const body = new URLSearchParams(fields);
        const answer = await fetch(`${server.origin}${path}`, { method, headers, body });
        expect(answer.status, path).toBe(400);
      }
    }
    expect(await usersOf(server)).toEqual(before);
  });

  it('asks by what is true when it is written: a superuser who was let go meanwhile', async () => {
    const server = await serverWithBoss();
    const { database } = server.dependencies;
    await database.run('UPDATE users SET is_superuser = 1 WHERE id = 3');
    const headers = (await schemeSites.at(0)?.obtain(server.origin, 'boss', 'toor')) ?? {};
    const transaction = database.transaction.bind(database);
    database.transaction = async (subject, work) => {
      await database.run('UPDATE users SET is_superuser = 0 WHERE id = 3');
      return transaction(subject, work);
    };
    const answer = await fetch(`${server.origin}/api/users/3/`, {
      method: 'PATCH',
      headers,
      body: new URLSearchParams({ is_superuser: 'true' }),
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({ current_password: ['This field is required.'] });
  });
});
