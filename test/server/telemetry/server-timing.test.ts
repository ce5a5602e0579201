import { describe, expect, it } from 'vitest';
import { schemeSites } from '../../../src/site/schemes.ts';
import { startServer } from '../../support/server.ts';
import type { TestServer } from '../../support/server.ts';

/** What an answer says it has cost: name → how often. */
async function costsOf(
  server: TestServer,
  path: string,
  init: RequestInit = {},
): Promise<Map<string, number>> {
  const answer = await fetch(`${server.origin}${path}`, { redirect: 'manual', ...init });
  const costs = (answer.headers.get('server-timing') ?? '')
    .split(', ')
    .filter((cost) => cost !== '');
  return new Map(
    costs.map((cost) => {
      const [, name = '', count = ''] = /^(\w+);dur=\d+\.\d\d;desc="(\d+)x"$/.exec(cost) ?? [];
      return [name, Number(count)] as const;
    }),
  );
}

describe('Server-Timing', () => {
  it.each(schemeSites)('counts, in development, what a request by $name costs', async (site) => {
    const server = await startServer({ NODE_ENV: 'development' });
    const headers = await site.obtain(server.origin, 'root', 'toor');
    await costsOf(server, '/home/', { headers });
    const asked = await Promise.all(
      Array.from({ length: 10 }, () => costsOf(server, '/home/', { headers })),
    );
    for (const costs of asked) {
      expect(costs.get('auth')).toBe(1);
      // One user is read, and whatever the scheme has stored; others at the same time do not count.
      expect(costs.get('sql')).toBeLessThanOrEqual(2);
      expect(costs.get('hash')).toBeUndefined();
    }
  });

  it.each(schemeSites)('counts hashes, too, behind $name', async (site) => {
    const server = await startServer({ NODE_ENV: 'development' });
    const credentials = await site.obtain(server.origin, 'root', 'toor');
    const costs = await costsOf(server, '/api/password/', {
      method: 'POST',
      headers: { ...credentials, 'Content-Type': 'application/json' },
      body: '{"current_password":"toor","new_password":"a good long one"}',
    });
    expect(costs.get('hash')).toBeGreaterThanOrEqual(2);
    expect(costs.get('sql')).toBeGreaterThan(2);
  });

  it('says nothing of requests that cost nothing', async () => {
    const server = await startServer({ NODE_ENV: 'development' });
    expect(await costsOf(server, '/healthz')).toEqual(new Map());
  });

  it.each(['test', 'production'])('is for development alone, not for %s', async (environment) => {
    const server = await startServer({
      NODE_ENV: environment,
      ...(environment === 'production' && { BCRYPT_COST: '10', ALLOW_INSECURE_HTTP: 'true' }),
    });
    for (const site of schemeSites) {
      const headers = await site.obtain(server.origin, 'root', 'toor');
      const answer = await fetch(`${server.origin}/home/`, { headers });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('server-timing')).toBeNull();
    }
  });
});
