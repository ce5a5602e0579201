import { expect, it, vi } from 'vitest';
import { schemeSites } from '../../src/site/schemes.ts';
import { startServer } from '../support/server.ts';

/** How many statements a login may cost the database. */
const MOST = 8;

it.each(schemeSites)(
  `88: a login by $name, a user's first as well, costs ${MOST} statements at most, and no transaction`,
  async ({ obtain }) => {
    const server = await startServer();
    await server.addUser('alice', 'wonderland');
    const { database } = server.dependencies;
    const asked = [...new Set([database, database.unsynced])].flatMap((queries) => [
      ...[vi.spyOn(queries, 'get'), vi.spyOn(queries, 'all'), vi.spyOn(queries, 'run')],
    ]);
    // What may come from memory counts as well.
    database.find = (sql, ...key) => database.get(sql, ...key);
    const transaction = vi.spyOn(database, 'transaction');
    const count = (): number => asked.reduce((sum, { mock }) => sum + mock.calls.length, 0);
    const logIn = async (username: string, password: string): Promise<number> => {
      const before = count();
      const headers = await obtain(server.origin, username, password);
      const obtained = count();
      expect((await fetch(`${server.origin}/home/`, { headers })).status).toBe(200);
      // Where there is nothing to obtain, the first request logs in.
      return (obtained > before ? obtained : count()) - before;
    };
    // The first login of a process looks for the key under which attempts are counted.
    await logIn('root', 'toor');
    transaction.mockClear();

    const costs = [await logIn('alice', 'wonderland')];
    server.advance(120_000);
    costs.push(await logIn('alice', 'wonderland'));
    for (const cost of costs) {
      expect(cost).toBeGreaterThan(4);
      expect(cost).toBeLessThanOrEqual(MOST);
    }
    expect(transaction).not.toHaveBeenCalled();
  },
);
