import { describe, expect, it } from 'vitest';
import { schemeSites } from '../../../src/site/schemes.ts';
import { OPERATOR } from '../../../src/users/authority.ts';
import { isIssuing } from '../../support/schemes.ts';
import { startServer } from '../../support/server.ts';
import type { TestServer } from '../../support/server.ts';

/** Credentials of one user by every scheme that issues any, and what `/home/` says to each. */
async function obtainAll(server: TestServer): Promise<Map<string, Record<string, string>>> {
  const obtained = new Map<string, Record<string, string>>();
  for (const site of schemeSites) {
    if (!isIssuing(site)) continue;
    obtained.set(site.name, await site.obtain(server.origin, 'root', 'toor'));
  }
  return obtained;
}

async function statusOf(server: TestServer, headers: Record<string, string>): Promise<number> {
  return (await fetch(`${server.origin}/home/`, { headers, redirect: 'manual' })).status;
}

function post(
  server: TestServer,
  path: string,
  headers: Record<string, string>,
  fields: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${server.origin}${path}`, {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers,
    redirect: 'manual',
  });
}

/** The same, whatever ends everything: a new password, or a wish. */
const ENDINGS = [
  { path: '/logout/all/', fields: {}, password: 'toor', allow: 'GET, POST, HEAD, OPTIONS' },
  {
    path: '/api/password/',
    fields: { current_password: 'toor', new_password: 'correct horse battery' },
    password: 'correct horse battery',
    allow: 'POST, OPTIONS',
  },
];

describe.each(ENDINGS)('POST $path', ({ path, fields, password, allow }) => {
  it.each(schemeSites)(
    '19: ends all that was issued to the user but a session that asks for it, by $name',
    async (site) => {
      const server = await startServer();
      await server.addUser('bob', 'toor');
      const [issued, others] = [await obtainAll(server), await obtainAll(server)];
      const bobs = await schemeSites.at(-1)?.obtain(server.origin, 'bob', 'toor');
      const asking = await site.obtain(server.origin, 'root', 'toor');
      const answer = await post(server, path, asking, fields);
      expect(answer.status).toBe(204);
      // What lives on may do so under another id.
      const cookies = answer.headers.getSetCookie().map((line) => line.split(';', 1)[0]);
      const kept = cookies.length > 0 ? { Cookie: cookies.join('; ') } : asking;

      for (const headers of [...issued.values(), ...others.values()]) {
        expect(await statusOf(server, headers)).toBe(401);
      }
      expect(await statusOf(server, bobs ?? {})).toBe(200);
      const isKept = 'Cookie' in asking || (!isIssuing(site) && password === 'toor');
      expect(await statusOf(server, kept)).toBe(isKept ? 200 : 401);
      // And all is well again with a new login.
      const again = await site.obtain(server.origin, 'root', password);
      expect(await statusOf(server, again)).toBe(200);
    },
  );

  it('refuses strangers, and other methods', async () => {
    const { origin, addUser } = await startServer();
    await addUser('bob', 'toor');
    expect((await fetch(`${origin}${path}`, { method: 'POST' })).status).toBe(401);
    const headers = await schemeSites.at(0)?.obtain(origin, 'bob', 'toor');
    const init = { method: 'PUT', ...(headers && { headers }) };
    const answer = await fetch(`${origin}${path}`, init);
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe(allow);
  });
});

describe('POST /api/password/', () => {
  const rightPassword = { current_password: 'toor', new_password: 'correct horse battery' };

  async function change(server: TestServer, fields: Record<string, string>): Promise<unknown> {
    const headers = await schemeSites.at(-1)?.obtain(server.origin, 'root', 'toor');
    const answer = await post(server, '/api/password/', headers ?? {}, fields);
    return answer.status === 204 ? 204 : [answer.status, await answer.json()];
  }

  it('wants the current password, and a good new one', async () => {
    const server = await startServer();
    expect(await change(server, {})).toEqual([
      400,
      {
        current_password: ['This field is required.'],
        new_password: ['This field is required.'],
      },
    ]);
    expect(await change(server, { ...rightPassword, current_password: 'wrong' })).toEqual([
      400,
      { current_password: ['Invalid password.'] },
    ]);
    expect(await change(server, { ...rightPassword, new_password: 'password' })).toEqual([
      400,
      { new_password: ['This password is too common.'] },
    ]);
    expect(await change(server, rightPassword)).toBe(204);
  });

  it('19: does not undo one that came first, though it was asked with the same password', async () => {
    const server = await startServer();
    const { hasher, users } = server.dependencies;
    const encode = hasher.encode.bind(hasher);
    const first = await encode('the first one to come');
    hasher.encode = async (password) => {
      await users.changePassword(1, first, OPERATOR);
      return encode(password);
    };
    expect(await change(server, rightPassword)).toEqual([
      403,
      { detail: 'Your credentials have just changed.' },
    ]);
    expect((await users.findWithPassword('root'))?.encodedPassword).toBe(first);
  });

  it('33: counts wrong ones as a login does', async () => {
    const server = await startServer();
    const headers = await schemeSites.at(-1)?.obtain(server.origin, 'root', 'toor');
    const wrong = { ...rightPassword, current_password: 'wrong' };
    for (let time = 0; time < 10; time += 1) {
      expect((await post(server, '/api/password/', headers ?? {}, wrong)).status).toBe(400);
    }
    expect((await post(server, '/api/password/', headers ?? {}, rightPassword)).status).toBe(429);
  });
});
