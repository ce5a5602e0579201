import { describe, expect, it } from 'vitest';
import { startServer } from '../../support/server.ts';
import type { TestServer } from '../../support/server.ts';
import { ask, CLAIMS, forge, HEADER, refusal } from './forge.ts';

function send(
  { origin }: TestServer,
  scope: string,
  method: string,
  path: string,
): Promise<Response> {
  const headers = { Authorization: `Bearer ${forge(HEADER, { ...CLAIMS, scope })}` };
  return fetch(`${origin}${path}`, { method, headers });
}

describe('an access token with the claim `scope`', () => {
  it('81: passes safe methods only where that is `read`', async () => {
    const server = await startServer();
    expect((await send(server, 'openid read', 'GET', '/home/')).status).toBe(200);
    const answer = await send(server, 'openid read', 'POST', '/home/');
    expect(answer.status).toBe(403);
    expect(answer.headers.get('WWW-Authenticate')).toBe(
      'Bearer realm="api", error="insufficient_scope", scope="write"',
    );
    expect((await send(server, 'read write', 'POST', '/home/')).status).toBe(200);
  });

  it.each(['', 'openid', 'read write'])('81: reaches no account, with %j', async (scope) => {
    const server = await startServer();
    for (const path of ['/api/sessions/', '/api/users/', '/account/']) {
      const answer = await send(server, scope, 'GET', path);
      expect(answer.status).toBe(403);
      expect(answer.headers.get('WWW-Authenticate')).toBe(
        'Bearer realm="api", error="insufficient_scope"',
      );
    }
  });

  it.each([[['read']], [1], [null], [{}]])('81: is refused where that is %j', async (scope) => {
    const server = await startServer();
    const token = forge(HEADER, { ...CLAIMS, scope });
    expect(await ask(server, token)).toEqual(refusal('Token is invalid'));
  });
});

it('81: a refresh token with limits hands them on, also to its successor', async () => {
  const server = await startServer();
  let refresh = forge(HEADER, { ...CLAIMS, token_type: 'refresh', scope: 'read' });
  for (let time = 0; time < 2; time += 1) {
    const body = new URLSearchParams({ refresh });
    const answer = await fetch(`${server.origin}/api/token/refresh/`, { method: 'POST', body });
    const pair = (await answer.json()) as { access: string; refresh: string };
    const headers = { Authorization: `Bearer ${pair.access}` };
    expect((await fetch(`${server.origin}/home/`, { headers })).status).toBe(200);
    const written = await fetch(`${server.origin}/home/`, { method: 'POST', headers });
    expect(written.status).toBe(403);
    ({ refresh } = pair);
  }
});
