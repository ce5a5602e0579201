import { describe, expect, it } from 'vitest';
import { PersonalAccessTokenStore } from '../../../src/auth/token/personal-access-token-store.ts';
import { OPERATOR } from '../../../src/users/authority.ts';
import { startServer } from '../../support/server.ts';
import type { TestServer } from '../../support/server.ts';

/** A token of root's that is limited to a scope. */
async function makeToken({ dependencies }: TestServer, scope: string | null): Promise<string> {
  const { database, clock, users } = dependencies;
  const root = (await users.findByUsername('root')) ?? expect.fail();
  const store = new PersonalAccessTokenStore(database, clock);
  const made = await store.create(root, { name: 'ci', scope, expiresAt: null }, OPERATOR);
  if (made === undefined || made === 'full') return expect.fail();
  return made.key;
}

function send(
  { origin }: TestServer,
  key: string,
  method: string,
  path: string,
): Promise<Response> {
  return fetch(`${origin}${path}`, { method, headers: { Authorization: `Token ${key}` } });
}

describe('a token that is limited to', () => {
  it.each(['read', 'read orders:write'])('81: %s passes safe methods only', async (scope) => {
    const server = await startServer();
    const key = await makeToken(server, scope);
    for (const method of ['GET', 'HEAD', 'OPTIONS']) {
      expect((await send(server, key, method, '/home/')).ok).toBe(true);
    }
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      const answer = await send(server, key, method, '/home/');
      expect(answer.status).toBe(403);
      expect(answer.headers.get('WWW-Authenticate')).toBe(
        'Token error="insufficient_scope", scope="write"',
      );
      expect(await answer.json()).toEqual({ detail: 'These credentials are limited to reading.' });
    }
  });

  it.each(['read write', 'orders:write', 'reader'])('%s passes other methods', async (scope) => {
    const server = await startServer();
    const key = await makeToken(server, scope);
    expect((await send(server, key, 'POST', '/home/')).status).toBe(200);
  });

  it.each([
    ['GET', '/api/tokens/'],
    ['DELETE', '/api/tokens/1/'],
    ['GET', '/api/sessions/'],
    ['POST', '/api/password/'],
    ['POST', '/logout/all/'],
    ['GET', '/account/'],
    ['GET', '/admin/'],
    ['GET', '/api/users/'],
    ['POST', '/api/users/'],
    ['DELETE', '/api/users/1/'],
  ])('81: a scope cannot %s %s: that is not for programs', async (method, path) => {
    const server = await startServer();
    const key = await makeToken(server, 'read write');
    const answer = await send(server, key, method, path);
    expect(answer.status).toBe(403);
    expect(answer.headers.get('WWW-Authenticate')).toBe('Token error="insufficient_scope"');
    expect((await send(server, key, 'GET', '/home/')).status).toBe(200);
    const unlimited = await makeToken(server, null);
    const challenge = (await send(server, unlimited, method, path)).headers.get('WWW-Authenticate');
    expect(challenge).toBeNull();
  });
});
