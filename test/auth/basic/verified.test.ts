import { describe, expect, it } from 'vitest';
import { startServer } from '../../server.ts';
import type { TestServer } from '../../server.ts';

/** A server that counts hashes, and the status its `/home/` gives to a password. */
async function startCounting(settings: Record<string, string> = {}): Promise<{
  server: TestServer;
  hashes: () => number;
  ask: (password?: string) => Promise<number>;
}> {
  const server = await startServer(settings);
  const { hasher } = server.dependencies;
  let count = 0;
  const verify = hasher.verify.bind(hasher);
  hasher.verify = (...parameters) => {
    count++;
    return verify(...parameters);
  };
  return {
    server,
    hashes: () => count,
    ask: async (password = 'toor') => {
      const headers = { Authorization: `Basic ${btoa(`root:${password}`)}` };
      return (await fetch(`${server.origin}/home/`, { headers })).status;
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
    const { users } = server.dependencies;
    expect(await ask()).toBe(200);
    await users.setActive('root', false);
    expect(await ask()).toBe(401);
    await users.setActive('root', true);
    expect(await ask()).toBe(200);
    await users.delete('root');
    expect(await ask()).toBe(401);
  });

  it('19: are forgotten when the password changes, also to the same one', async () => {
    const { server, hashes, ask } = await startCounting();
    const { users, hasher } = server.dependencies;
    expect(await ask()).toBe(200);
    await users.changePassword(1, await hasher.encode('another'));
    expect(await ask()).toBe(401);
    await users.changePassword(1, await hasher.encode('toor'));
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

  it('are not remembered where that is switched off', async () => {
    const { hashes, ask } = await startCounting({ BASIC_CACHE_LIFETIME: '0' });
    for (let request = 0; request < 3; request++) expect(await ask()).toBe(200);
    expect(hashes()).toBe(3);
  });
});
