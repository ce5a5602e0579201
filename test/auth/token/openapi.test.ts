import { schemeSites } from '../../../src/site/schemes.ts';
import { tokenDescription } from '../../../src/auth/token/site/openapi.ts';
import { describeAnswers, describePages } from '../../site/reference/answers.ts';
import type { Example } from '../../site/reference/answers.ts';
import type { TestServer } from '../../support/server.ts';

/** Headers by this scheme, or by any other. */
async function root({ origin }: TestServer, byToken = false): Promise<Record<string, string>> {
  const site = schemeSites.find(({ name }) => (name === 'token') === byToken);
  return (await site?.obtain(origin, 'root', 'toor')) ?? {};
}

function credentials(password = 'toor'): URLSearchParams {
  return new URLSearchParams({ username: 'root', password });
}

async function makeToken(
  server: TestServer,
  name = 'laptop',
  expires = '',
  current_password = 'toor',
): Promise<Example> {
  const body = new URLSearchParams({ name, expires, current_password });
  return { headers: await root(server), body };
}

async function guessing(server: TestServer): Promise<Example> {
  return { ...(await makeToken(server, 'laptop', '', 'wrong')), isRepeated: true };
}

async function existing(server: TestServer): Promise<Example> {
  const { headers = {}, body = '' } = await makeToken(server);
  await fetch(`${server.origin}/api/tokens/`, { method: 'POST', headers, body });
  return { headers, id: '1' };
}

async function missing(server: TestServer): Promise<Example> {
  return { headers: await root(server), id: '1' };
}

async function byToken(server: TestServer): Promise<Example> {
  return { ...(await makeToken(server)), headers: await root(server, true) };
}

describeAnswers(
  { ...tokenDescription.paths, ...tokenDescription.resources },
  {
    'POST /api-token-auth/ 200': () => ({ body: credentials() }),
    'POST /api-token-auth/ 400': () => ({ body: credentials('wrong') }),
    'POST /api-token-auth/ 429': () => ({ body: credentials('wrong'), isRepeated: true }),
    'GET /api/tokens/ 200': existing,
    'POST /api/tokens/ 201': (server) => makeToken(server, 'laptop', '2030-01-01T00:00:00Z'),
    'POST /api/tokens/ 400': (server) => makeToken(server, ''),
    'POST /api/tokens/ 403': byToken,
    'POST /api/tokens/ 429': guessing,
    'DELETE /api/tokens/{id}/ 204': existing,
    'DELETE /api/tokens/{id}/ 404': missing,
  },
);

describePages({
  'GET /account/tokens/new/ 200': missing,
  'POST /account/tokens/new/ 201': makeToken,
  'POST /account/tokens/new/ 400': (server) => makeToken(server, ''),
  'POST /account/tokens/new/ 403': byToken,
  'POST /account/tokens/new/ 429': guessing,
  'GET /account/credentials/token/{id}/revoke/ 200': existing,
  'GET /account/credentials/token/{id}/revoke/ 404': missing,
  'POST /account/credentials/token/{id}/revoke/ 302': existing,
  'POST /account/credentials/token/{id}/revoke/ 404': missing,
});
