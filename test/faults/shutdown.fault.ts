import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { schemeSites } from '../../src/site/schemes.ts';
import { prepareDeployment } from '../support/deployment.ts';
import { sendSlowly } from '../support/slow-request.ts';

/** Docker kills ten seconds after SIGTERM. */
const PATIENCE = 10_000;

/** A connection on which these bytes have arrived. */
async function open(port: number, bytes = ''): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  onTestFinished(() => {
    socket.destroy();
  });
  await once(socket, 'connect');
  if (bytes !== '') socket.write(bytes);
  return socket;
}

describe('43: a server that is asked to stop', () => {
  it('answers what runs and says that it closes, hangs up on the idle, takes nobody new', async () => {
    const { start } = await prepareDeployment();
    const server = await start();
    const idle = await open(server.port, 'GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
    await once(idle, 'data');
    const silent = await open(server.port);
    const slow = await Promise.all(
      Array.from({ length: 50 }, () =>
        sendSlowly(server.port, '/home/', { 'Content-Type': 'application/json' }, '{}'),
      ),
    );
    const late = await open(server.port, 'GET /healthz HTTP/1.1\r\n');
    const running = await Promise.all(
      schemeSites.map(async ({ obtain }) => {
        const credentials = await obtain(server.origin, 'root', 'toor');
        const headers = { ...credentials, 'Content-Type': 'application/json' };
        return sendSlowly(server.port, '/home/', headers, '{}');
      }),
    );
    await wait(300);

    const hungUp = Promise.all([once(idle, 'close'), once(silent, 'close')]);
    server.child.kill('SIGTERM');
    await hungUp;
    await expect(fetch(`${server.origin}/healthz`)).rejects.toThrow('fetch failed');
    late.write('Host: 127.0.0.1\r\n\r\n');
    const [said] = (await once(late, 'data')) as [Buffer];
    expect(said.toString()).toMatch(/^HTTP\/1\.1 200 .*\r\nConnection: close\r\n/s);
    for (const { finish } of [...running, ...slow]) finish();
    for (const { answer } of running) {
      expect(await answer).toMatch(
        /^HTTP\/1\.1 200 .*\r\nConnection: close\r\n.*"Got some data!"/s,
      );
    }
    for (const { answer } of slow) expect(await answer).toMatch(/^HTTP\/1\.1 401 /);
    expect(await server.ended).toBe(0);
  });

  it('ends in time though clients are slow and passwords wait for their hash', async () => {
    const { start } = await prepareDeployment({ BCRYPT_COST: '13' });
    const server = await start();
    const dripping = await open(server.port, 'GET / HTTP/1.1\r\nX: ');
    const timer = setInterval(() => dripping.write('x'), 500);
    onTestFinished(() => {
      clearInterval(timer);
    });
    const logins = Array.from({ length: 30 }, () =>
      Promise.allSettled(schemeSites.map(({ obtain }) => obtain(server.origin, 'root', 'wrong'))),
    );
    await wait(500);
    const asked = performance.now();
    server.child.kill('SIGTERM');
    expect(await server.ended).toBe(0);
    expect(performance.now() - asked).toBeLessThan(PATIENCE);
    await Promise.all(logins);
  });

  it('takes a signal that comes twice in a moment for one', async () => {
    const server = await (await prepareDeployment()).start();
    const { finish, answer } = await sendSlowly(server.port, '/home/', {}, '{}');
    await wait(200);
    server.child.kill('SIGINT');
    await wait(50);
    server.child.kill('SIGINT');
    await wait(200);
    finish();
    expect(await answer).toMatch(/^HTTP\/1\.1 401 /);
    expect(await server.ended).toBe(0);
  });

  it('ends at once when it is asked again', async () => {
    const server = await (await prepareDeployment()).start();
    await open(server.port, 'GET / HTTP/1.1\r\nX: ');
    await wait(200);
    server.child.kill('SIGTERM');
    await wait(1500);
    expect(server.child.exitCode).toBeNull();
    server.child.kill('SIGINT');
    expect(await server.ended).toBe('SIGINT');
  });
});
