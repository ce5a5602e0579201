import { expect, it } from 'vitest';
import { startServer } from '../../support/server.ts';

/** Asks for `/home/` with Basic, as somebody whom the proxy saw at this address. */
function ask(origin: string, password: string, address: string): Promise<Response> {
  const Authorization = `Basic ${Buffer.from(`root:${password}`).toString('base64')}`;
  return fetch(`${origin}/home/`, { headers: { Authorization, 'X-Forwarded-For': address } });
}

it("33: too many wrong passwords get DRF's 429, at the address that the proxy names", async () => {
  const { origin, advance } = await startServer({ TRUST_PROXY: '1' });
  for (let time = 0; time < 10; time += 1) {
    expect((await ask(origin, 'wrong', '2001:db8::1')).status).toBe(401);
  }
  advance(1);
  const answer = await ask(origin, 'toor', '2001:db8::2');
  expect(answer.status).toBe(429);
  expect(answer.headers.get('retry-after')).toBe('900');
  expect(answer.headers.get('www-authenticate')).toBeNull();
  expect(await answer.json()).toEqual({
    detail: 'Request was throttled. Expected available in 900 seconds.',
  });
  advance(899_000);
  expect(await (await ask(origin, 'toor', '2001:db8::2')).json()).toEqual({
    detail: 'Request was throttled. Expected available in 1 second.',
  });
  expect((await ask(origin, 'toor', '2001:db8:0:1::2')).status).toBe(200);
});

it('33: an address that no trusted proxy vouches for is the sender’s invention', async () => {
  const { origin } = await startServer();
  for (let time = 0; time < 10; time += 1) {
    expect((await ask(origin, 'wrong', `192.0.2.${time}`)).status).toBe(401);
  }
  expect((await ask(origin, 'toor', '192.0.2.99')).status).toBe(429);
});

it('33: remembered credentials go on working while somebody guesses elsewhere', async () => {
  const { origin } = await startServer({ TRUST_PROXY: '1' });
  expect((await ask(origin, 'toor', '192.0.2.1')).status).toBe(200);
  for (let time = 0; time < 20; time += 1) await ask(origin, 'wrong', '192.0.2.2');
  expect((await ask(origin, 'toor', '192.0.2.1')).status).toBe(200);
});

it('33: what is remembered does not tell a guesser which password is right', async () => {
  const { origin } = await startServer({ TRUST_PROXY: '1' });
  for (const address of ['192.0.2.2', '192.0.2.1']) {
    expect((await ask(origin, 'toor', '192.0.2.1')).status).toBe(200);
    for (let time = 0; time < 11; time += 1) await ask(origin, 'wrong', address);
    expect((await ask(origin, 'wrong', address)).status).toBe(429);
    expect((await ask(origin, 'toor', address)).status).toBe(429);
  }
});
