import { describe, expect, it } from 'vitest';
import { normalizeAddress } from '../../src/http/client-address.ts';
import { startServer } from '../support/server.ts';
import type { TestServer } from '../support/server.ts';

/** How one address may be written, and its normal form. */
const SPELLINGS: readonly (readonly [normal: string, ...spellings: string[]])[] = [
  ['192.0.2.1', '192.0.2.1', '192.0.2.1:50000', '::ffff:192.0.2.1', '[::ffff:c000:201]:443'],
  [
    '2001:db8::a',
    '2001:db8::a',
    '2001:DB8:0:0::000A',
    '[2001:db8::a]',
    '[2001:db8::a]:50000',
    '2001:db8::a%eth0',
    '[2001:db8::a%25eth0]:1',
  ],
];

const JUNK = [
  'unknown',
  '_hidden',
  '192.0.2',
  '0x7f.1',
  '1',
  '192.0.2.1:x',
  '[192.0.2.1',
  'a'.repeat(9000),
];

/** Asks for `/home/` with Basic, as somebody of whom a proxy says this. */
async function ask(server: TestServer, address: string, password = 'toor'): Promise<number> {
  const Authorization = `Basic ${btoa(`root:${password}`)}`;
  const headers = { Authorization, 'X-Forwarded-For': address };
  return (await fetch(`${server.origin}/home/`, { headers })).status;
}

async function recordedAddresses({ dependencies }: TestServer): Promise<unknown[]> {
  const rows = await dependencies.database.all<{ address: unknown }>('SELECT address FROM events');
  return rows.map(({ address }) => address);
}

describe('the address of a client', () => {
  it('has one form, however it is written', () => {
    for (const [normal, ...spellings] of SPELLINGS) {
      for (const spelling of spellings) expect(normalizeAddress(spelling)).toBe(normal);
    }
    for (const junk of JUNK) expect(normalizeAddress(junk)).toBeUndefined();
  });

  it.each(SPELLINGS)(
    '33: is counted and shown as %s, however a proxy writes it',
    async (...all) => {
      const [normal, ...spellings] = all;
      const server = await startServer({ TRUST_PROXY: '1' });
      for (let guess = 0; guess < 10; guess += 1) {
        expect(await ask(server, spellings[guess % spellings.length] ?? '', 'wrong')).toBe(401);
      }
      for (const spelling of spellings) expect(await ask(server, spelling)).toBe(429);
      expect(new Set(await recordedAddresses(server))).toEqual(new Set([normal]));
    },
  );

  it.each(SPELLINGS)(
    'is remembered as %s by Basic, whose hash is paid for once',
    async (...all) => {
      const [, ...spellings] = all;
      const server = await startServer({ TRUST_PROXY: '1' });
      let hashes = 0;
      server.dependencies.hasher.hashed = () => (hashes += 1);
      for (const spelling of spellings) expect(await ask(server, spelling)).toBe(200);
      expect(hashes).toBe(1);
    },
  );

  it('33: is the socket’s own where a proxy writes what is no address', async () => {
    const server = await startServer({ TRUST_PROXY: '1' });
    for (const junk of JUNK) expect(await ask(server, junk, 'wrong')).toBe(401);
    expect(await ask(server, JUNK.join('; '), 'wrong')).toBe(401);
    expect(await ask(server, '[]:1', 'wrong')).toBe(401);
    expect(await ask(server, 'some other junk')).toBe(429);
    expect(new Set(await recordedAddresses(server))).toEqual(new Set(['127.0.0.1']));
  });

  it('33: is looked for behind every proxy that is trusted, also where they write ports', async () => {
    const server = await startServer({ TRUST_PROXY: 'loopback, 10.0.0.0/8' });
    const chain = (client: string): string => `${client}, [::ffff:10.0.0.2]:81, 10.0.0.1:50000`;
    for (let port = 1; port <= 10; port += 1) {
      expect(await ask(server, chain(`192.0.2.1:${port}`), 'wrong')).toBe(401);
    }
    expect(await ask(server, chain('192.0.2.1:11'))).toBe(429);
    expect(await ask(server, chain('192.0.2.2:11'))).toBe(200);
  });
});
