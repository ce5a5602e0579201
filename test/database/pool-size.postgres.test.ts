import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { schemeSites } from '../../src/site/schemes.ts';
import { freshPostgres } from '../support/fresh-postgres.ts';
import { startServer } from '../support/server.ts';

/** A database whose owner may have so many connections, which holds for nobody that may do everything. */
async function limitedDatabase(connections: number): Promise<string> {
  const url = new URL(await freshPostgres(inject('postgres') ?? ''));
  const role = `role_${randomBytes(8).toString('hex')}`;
  const administrator = await connect(url.href);
  await administrator.query(
    `CREATE ROLE ${role} LOGIN PASSWORD 'xyzzy' CONNECTION LIMIT ${connections}`,
  );
  await administrator.query(`ALTER DATABASE ${url.pathname.slice(1)} OWNER TO ${role}`);
  onTestFinished(async () => {
    await administrator.query(`REASSIGN OWNED BY ${role} TO CURRENT_USER; DROP ROLE ${role}`);
    await administrator.end();
  });
  url.username = role;
  url.password = 'xyzzy';
  return url.href;
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client(url);
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

describe('a server with fewer connections than this one asks for', () => {
  it.each([3, 1])(
    '66: of which it gives %s, keeps requests waiting for their turn',
    async (most) => {
      const server = await startServer({
        DATABASE_URL: await limitedDatabase(most),
        LOGIN_THROTTLE: 'off',
      });
      const credentials = await Promise.all(
        schemeSites.map(({ obtain }) => obtain(server.origin, 'root', 'toor')),
      );
      const answers = await Promise.all(
        Array.from({ length: 30 }, () => credentials)
          .flat()
          .map((headers) => fetch(`${server.origin}/home/`, { headers })),
      );
      expect(answers.map(({ status }) => status).filter((status) => status !== 200)).toEqual([]);
      // What writes does so in transactions, which have connections of their own.
      const logins = await Promise.allSettled(
        Array.from({ length: 4 }, () => schemeSites)
          .flat()
          .map(({ obtain }) => obtain(server.origin, 'root', 'toor')),
      );
      expect(logins.filter(({ status }) => status === 'rejected')).toEqual([]);
    },
  );

  it('66: and none for it answers 503 in time, and recovers', async () => {
    const url = await limitedDatabase(2);
    const server = await startServer({ DATABASE_URL: url });
    const ask = (): Promise<Response> => fetch(`${server.origin}/readyz`);
    expect((await ask()).status).toBe(200);
    // Somebody else takes all there are, those that the server had included.
    const administrator = await connect(inject('postgres') ?? '');
    const terminate = 'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1';
    await administrator.query(terminate, [new URL(url).username]);
    await administrator.end();
    const others = [await connect(url), await connect(url)];
    const started = performance.now();
    const refused = await ask();
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('5');
    expect(performance.now() - started).toBeLessThan(10_000);
    await others[0]?.end();
    await expect.poll(async () => (await ask()).status, { timeout: 15_000 }).toBe(200);
    await others[1]?.end();
  });
});
