import { describe, expect, it } from 'vitest';
import { jwtSite } from '../../../src/auth/jwt/site/index.ts';
import { asRoot, DEVELOPMENT, sendLive } from '../../site/demo/send-live.ts';
import { startServer } from '../../support/server.ts';
import type { TestServer } from '../../support/server.ts';

const HEADER_TYPES = { JWT_HEADER_TYPES: 'JWT,Bearer' };

async function accessToken({ origin }: TestServer): Promise<string> {
  const body = new URLSearchParams({ username: 'root', password: 'toor' });
  const answer = await fetch(`${origin}/api/token/`, { method: 'POST', body });
  return ((await answer.json()) as { access: string }).access;
}

async function home(
  { origin }: TestServer,
  Authorization: string,
): Promise<[number, string | null]> {
  const answer = await fetch(`${origin}/home/`, { headers: { Authorization } });
  return [answer.status, answer.headers.get('www-authenticate')];
}

describe('JWT_HEADER_TYPES', () => {
  it('says which words an access token goes by, as AUTH_HEADER_TYPES; challenges name the first', async () => {
    const server = await startServer(HEADER_TYPES);
    const access = await accessToken(server);
    for (const word of ['JWT', 'jwt', 'Bearer']) {
      expect(await home(server, `${word} ${access}`)).toEqual([200, null]);
    }
    expect(await home(server, 'Bearer a.b.c')).toEqual([
      401,
      expect.stringMatching(/^JWT realm="api", error="invalid_token"/),
    ]);
    const alone = await startServer({ JWT_HEADER_TYPES: 'JWT', AUTH_SCHEMES: 'jwt' });
    expect(await home(alone, `Bearer ${await accessToken(alone)}`)).toEqual([
      401,
      'JWT realm="api"',
    ]);
  });

  it('names it where tokens come in the body, too', async () => {
    const { origin } = await startServer(HEADER_TYPES);
    for (const [path, fields] of [
      ['/api/token/', { username: 'root', password: 'wrong' }],
      ['/api/token/refresh/', { refresh: 'a.b.c' }],
      ['/api/token/verify/', { token: 'a.b.c' }],
    ] as const) {
      const body = new URLSearchParams(fields);
      const answer = await fetch(`${origin}${path}`, { method: 'POST', body });
      expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([
        401,
        'JWT realm="api"',
      ]);
    }
  });

  it('is what the pages and the API reference show, and what the tour sends', async () => {
    const server = await startServer({ ...DEVELOPMENT, JWT_HEADER_TYPES: 'JWT' });
    const { origin } = server;
    const page = await (await fetch(`${origin}/`, { headers: { Accept: 'text/html' } })).text();
    expect(page).toContain('Authorization: JWT');
    expect(page).not.toContain('Authorization: Bearer');
    const live = await sendLive(server, jwtSite, await asRoot(server));
    expect(live.text).toContain('Authorization: JWT');
    expect(live.text).toContain('the Authorization header says JWT, and the request is accepted');
    const document = (await (await fetch(`${origin}/openapi.json`)).json()) as {
      components: { securitySchemes: Record<string, object> };
    };
    expect(document.components.securitySchemes.jwt).toMatchObject({
      type: 'apiKey',
      description: expect.stringContaining('The word `JWT`, a space') as string,
    });
  });
});
