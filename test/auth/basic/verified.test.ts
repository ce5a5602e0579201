import { describe, expect, it, vi } from 'vitest';
import { ServiceUnavailable } from '../../../src/http/http-error.ts';
import { OPERATOR } from '../../../src/users/authority.ts';
import { startServer } from '../../support/server.ts';
import type { TestServer } from '../../support/server.ts';
import { deleteUser, setActive } from '../../support/change-user.ts';

/** A server that counts hashes, and the status its `/home/` gives to a password. */
async function startCounting(settings: Record<string, string> = {}): Promise<{
  server: TestServer;
  hashes: () => number;
  ask: (password?: string, address?: string) => Promise<number>;
  /** Asks so many times at once: no hash begins before all have come. */
  stampede: (times: number, addresses?: readonly string[]) => Promise<number[]>;
}> {
  const server = await startServer(settings);
  const { hasher, users } = server.dependencies;
  let count = 0;
  let read = 0;
  let awaited = 0;
  const verify = hasher.verify.bind(hasher);
  hasher.verify = async (...parameters) => {
    count++;
    await vi.waitUntil(() => read >= awaited, { timeout: 20_000, interval: 5 });
    return verify(...parameters);
  };
  const findWithPassword = users.findWithPassword.bind(users);
  users.findWithPassword = (username) => {
    read++;
    return findWithPassword(username);
  };
  const ask = async (password = 'toor', address = '192.0.2.1'): Promise<number> => {
    const Authorization = `Basic ${btoa(`root:${password}`)}`;
    const headers = { Authorization, 'X-Forwarded-For': address };
    return (await fetch(`${server.origin}/home/`, { headers })).status;
  };
  return {
    server,
    hashes: () => count,
    ask,
    stampede: (times, addresses = ['192.0.2.1']) => {
      // The check itself reads the user again.
      awaited = read + times + addresses.length;
      return Promise.all(
        Array.from({ length: times }, (_, at) => ask('toor', addresses[at % addresses.length])),
      );
    },
  };
}

describe('credentials that were verified', () => {
  it('cost one hash for as long as they are remembered', async () => {
    const { server, hashes, ask } = await startCounting();
    for (let request = 0; request < 3; request++) expect(await ask()).toBe(200);
    expect(hashes()).toBe(1);
    server.advance(59_999);
    expect(await ask()).toBe(200);
    expect(hashes()).toBe(1);
    server.advance(1);
    expect(await ask()).toBe(200);
    expect(hashes()).toBe(2);
  });

  it('44: are not remembered again, or for longer, because the clock went back', async () => {
    const { server, hashes, ask } = await startCounting();
    await ask();
    server.advance(60_000);
    // Seen by anybody, such as another request.
    server.dependencies.clock();
    server.advance(-30_000);
    expect(await ask()).toBe(200);
    expect(hashes()).toBe(2);
    server.advance(-2 * 86_400_000);
    expect(await ask()).toBe(200);
    expect(hashes()).toBe(3);
  });

  it('27: do not make a wrong password cheaper, however often it is tried', async () => {
    const { hashes, ask } = await startCounting();
    await ask();
    for (let request = 0; request < 3; request++) expect(await ask('wrong')).toBe(401);
    expect(hashes()).toBe(4);
  });

  it('7: do not let a user in who was deactivated or deleted since', async () => {
    const { server, ask } = await startCounting();
    expect(await ask()).toBe(200);
    await setActive(server.dependencies, 'root', false);
    expect(await ask()).toBe(401);
    await setActive(server.dependencies, 'root', true);
    expect(await ask()).toBe(200);
    await deleteUser(server.dependencies, 'root');
    expect(await ask()).toBe(401);
  });

  it('19: are forgotten when the password changes, also to the same one', async () => {
    const { server, hashes, ask } = await startCounting();
    const { users, hasher } = server.dependencies;
    expect(await ask()).toBe(200);
    await users.changePassword(1, await hasher.encode('another'), OPERATOR);
    expect(await ask()).toBe(401);
    await users.changePassword(1, await hasher.encode('toor'), OPERATOR);
    const before = hashes();
    expect(await ask()).toBe(200);
    expect(hashes()).toBe(before + 1);
  });

  it('19: are forgotten when everything that the user holds is ended', async () => {
    const { server, hashes, ask } = await startCounting();
    await ask();
    await server.dependencies.database.run(
      'UPDATE users SET credentials_epoch = credentials_epoch + 1',
    );
    expect(await ask()).toBe(200);
    expect(hashes()).toBe(2);
  });

  it.each(['1m', '0'])(
    '54: cost one hash when many requests bring them at once (BASIC_CACHE_LIFETIME=%s)',
    async (lifetime) => {
      const { server, hashes, stampede } = await startCounting({ BASIC_CACHE_LIFETIME: lifetime });
      expect(await stampede(100)).toEqual(Array(100).fill(200));
      expect(hashes()).toBe(1);
      server.advance(60_000);
      expect(await stampede(100)).toEqual(Array(100).fill(200));
      expect(hashes()).toBe(2);
    },
  );

  it('54: are hashed for each address that they come from', async () => {
    const { hashes, stampede } = await startCounting({ TRUST_PROXY: '1' });
    const addresses = ['192.0.2.1', '192.0.2.2', '2001:db8::1', '2001:db8:1::1'];
    expect(await stampede(20, addresses)).toEqual(Array(20).fill(200));
    expect(hashes()).toBe(4);
  });

  it('54: are hashed and counted one by one when they are wrong', async () => {
    const { hashes, ask } = await startCounting();
    const statuses = await Promise.all(Array.from({ length: 30 }, () => ask('wrong')));
    expect(statuses.filter((status) => status === 401)).toHaveLength(10);
    expect(statuses.filter((status) => status === 429)).toHaveLength(20);
    expect(hashes()).toBe(10);
  });

  it('54: are refused together where they cannot be hashed, and hashed the next time', async () => {
    const { server, hashes, ask } = await startCounting();
    const { hasher } = server.dependencies;
    const verify = hasher.verify.bind(hasher);
    hasher.verify = () => Promise.reject(new ServiceUnavailable('busy', 1));
    const statuses = await Promise.all(Array.from({ length: 20 }, () => ask()));
    expect(new Set(statuses)).toEqual(new Set([503]));
    hasher.verify = verify;
    expect(await ask()).toBe(200);
    expect(hashes()).toBe(1);
  });

  it('are not remembered where that is switched off', async () => {
    const { hashes, ask } = await startCounting({ BASIC_CACHE_LIFETIME: '0' });
    for (let request = 0; request < 3; request++) expect(await ask()).toBe(200);
    expect(hashes()).toBe(3);
  });
});
