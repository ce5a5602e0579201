import { describe, expect, it } from 'vitest';
import { openSchemes } from '../../../src/auth/open-schemes.ts';
import { schemeSites } from '../../../src/site/schemes.ts';
import { rawRequest, sendRaw } from '../../support/raw.ts';
import type { RawAnswer } from '../../support/raw.ts';
import { startServer } from '../../support/server.ts';

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

function idsOf({ headers }: RawAnswer): string[] {
  return headers.filter(([name]) => name === 'x-request-id').map(([, value]) => value);
}

describe('the id of a request', () => {
  const html = ['Accept', 'text/html'] as const;
  it.each([
    ['JSON', 'GET', '/healthz', [], 200],
    ['a style sheet', 'GET', '/static/page.css', [], 200],
    ['no content', 'OPTIONS', '/healthz', [], 204],
    ['a refusal', 'GET', '/home/', [], 401],
    ['an error', 'GET', '/nowhere', [], 404],
    ['an error as a page', 'GET', '/nowhere', [html], 404],
    ['an error in the path', 'GET', '/%ff', [], 404],
    ['a wrong method', 'DELETE', '/healthz', [], 405],
    ['a Host that is none', 'GET', '/', [['Host', 'b']], 400],
  ] as const)('is on the wire, once, with %s', async (_what, method, path, headers, status) => {
    const { port } = await startServer();
    const named = await sendRaw(
      port,
      rawRequest(method, path, [...headers, ['X-Request-Id', 'a.1-_Z']]),
    );
    expect(named.status).toBe(status);
    expect(idsOf(named)).toEqual(['a.1-_Z']);
    const unnamed = await sendRaw(port, rawRequest(method, path, headers));
    expect(idsOf(unnamed)).toEqual([expect.stringMatching(UUID)]);
    expect(unnamed.headers.length).toBe(named.headers.length);
  });

  it('is on the wire with pages, and with redirects to them', async () => {
    const { port, dependencies } = await startServer();
    for (const { loginPath } of openSchemes(dependencies, dependencies.config)) {
      if (loginPath === undefined) continue;
      expect(idsOf(await sendRaw(port, rawRequest('GET', loginPath)))).toHaveLength(1);
      const redirect = await sendRaw(
        port,
        rawRequest('GET', '/home/', [html, ['Sec-Fetch-Mode', 'navigate']]),
      );
      expect(redirect.status).toBe(302);
      expect(idsOf(redirect)).toHaveLength(1);
    }
  });

  it.each([
    ['empty', ['']],
    ['with spaces', ['a b']],
    ['that a terminal would obey', ['\x9b31m']],
    ['in JSON', ['"}']],
    ['too long', ['a'.repeat(65)]],
    ['sent twice', ['a', 'b']],
  ])('is a new one in place of one that is %s', async (_what, values) => {
    const { port, log } = await startServer();
    const headers = values.map((value) => ['X-Request-Id', value] as const);
    const [id] = idsOf(await sendRaw(port, rawRequest('GET', '/healthz', headers)));
    expect(id).toMatch(UUID);
    expect(log.at(-1)).toContain(`"requestId":"${id ?? ''}"`);
  });

  it.each(schemeSites)('is that of the events of a login by $name', async ({ obtain }) => {
    const server = await startServer();
    const headers = await obtain(server.origin, 'root', 'toor');
    await fetch(`${server.origin}/home/`, { headers });
    const lines = server.log.map((line) => JSON.parse(line) as { msg: string; requestId?: string });
    const login = lines.find(({ msg }) => msg === 'login succeeded');
    expect(login?.requestId).toMatch(UUID);
    const requests = lines.filter(({ msg }) => msg === 'request');
    expect(requests.map(({ requestId }) => requestId)).toContain(login?.requestId);
  });

  it('differs from request to request', async () => {
    const { origin } = await startServer();
    const ids = new Set<string | null>();
    for (let count = 0; count < 5; count++) {
      ids.add((await fetch(`${origin}/healthz`)).headers.get('x-request-id'));
    }
    expect(ids.size).toBe(5);
  });

  it.each(schemeSites)(
    'is in what the log says of a request by $name that fails',
    async ({ obtain }) => {
      const server = await startServer();
      const credentials = await obtain(server.origin, 'root', 'toor');
      await server.dependencies.database.close();
      server.dependencies.database.close = () => Promise.resolve();
      const headers = { ...credentials, 'X-Request-Id': 'failing' };
      expect((await fetch(`${server.origin}/home/`, { headers })).status).toBe(500);
      const line = server.log.find((each) => each.includes('request failed'));
      expect(line).toContain('"requestId":"failing"');
    },
  );
});
