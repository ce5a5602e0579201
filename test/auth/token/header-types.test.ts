import { describe, expect, it } from 'vitest';
import { schemeSites } from '../../../src/site/schemes.ts';
import { problemsOf } from '../../support/settings.ts';
import { startServer } from '../../support/server.ts';
import type { TestServer } from '../../support/server.ts';

/** The user's key. */
async function keyOf({ origin }: TestServer): Promise<string> {
  const body = new URLSearchParams({ username: 'root', password: 'toor' });
  const answer = await fetch(`${origin}/api-token-auth/`, { method: 'POST', body });
  return ((await answer.json()) as { token: string }).token;
}

/** Status, scheme and challenges. */
async function home({ origin }: TestServer, Authorization: string): Promise<unknown[]> {
  const answer = await fetch(`${origin}/home/`, { headers: { Authorization } });
  const { scheme, detail } = (await answer.json()) as { scheme?: string; detail?: string };
  return [answer.status, scheme ?? detail, answer.headers.get('www-authenticate')?.split(',')[0]];
}

describe('TOKEN_HEADER_TYPES', () => {
  it('says which words a token goes by; challenges name the first', async () => {
    const server = await startServer({ TOKEN_HEADER_TYPES: 'ApiKey, Token' });
    const key = await keyOf(server);
    for (const word of ['ApiKey', 'apikey', 'Token', 'TOKEN']) {
      expect(await home(server, `${word} ${key}`)).toEqual([200, 'token', undefined]);
    }
    expect(await home(server, 'Token x')).toEqual([401, 'Invalid token.', 'ApiKey']);
    const without = await startServer({ TOKEN_HEADER_TYPES: 'ApiKey' });
    const NOT_PROVIDED = 'Authentication credentials were not provided.';
    expect(await home(without, `Token ${await keyOf(without)}`)).toContain(NOT_PROVIDED);
  });

  it.each(schemeSites)('86: can name a word of another scheme’s: $name goes on', async (site) => {
    const server = await startServer({ TOKEN_HEADER_TYPES: 'Bearer,Token' });
    const key = await keyOf(server);
    expect(await home(server, `Bearer ${key}`)).toEqual([200, 'token', undefined]);
    expect(await home(server, `Bearer ${key}x`)).toEqual([401, 'Invalid token.', 'Bearer']);
    const headers = await site.obtain(server.origin, 'root', 'toor');
    const answer = await fetch(`${server.origin}/home/`, { headers });
    expect(await answer.json()).toMatchObject({ user: 'root', scheme: site.name });
  });

  it('is read in one line', () => {
    const line = (value: string): string[] => problemsOf({ TOKEN_HEADER_TYPES: value });
    expect(line('Token, Bearer')).toEqual([]);
    for (const [value, shown] of [
      ['Token,', 'a blank'],
      ['To ken', 'To ken'],
      ['Token=', 'Token='],
    ] as const) {
      expect(line(value)).toEqual([
        `TOKEN_HEADER_TYPES: ${shown} is no word that can stand before credentials; write some such as Token, separated by commas.`,
      ]);
    }
  });

  it('shows people their own word', async () => {
    const { origin } = await startServer({ TOKEN_HEADER_TYPES: 'ApiKey' });
    const page = await (await fetch(`${origin}/`, { headers: { Accept: 'text/html' } })).text();
    expect(page).toContain('Authorization: ApiKey');
    expect(page).not.toContain('Authorization: Token');
    const document = (await (await fetch(`${origin}/openapi.json`)).json()) as {
      components: { securitySchemes: Record<string, { description: string }> };
    };
    expect(document.components.securitySchemes.token?.description).toContain('`ApiKey`');
  });
});
