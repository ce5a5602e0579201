import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createApp } from '../../src/app.ts';
import { schemeSites } from '../../src/site/schemes.ts';
import { createServer } from '../../src/http/listener.ts';
import { startServer } from '../support/server.ts';
import type { TestServer } from '../support/server.ts';

/** The server's patience, in tenths of seconds in place of tens. */
const HASTE = {
  headersTimeout: 300,
  requestTimeout: 900,
  connectionsCheckingInterval: 50,
  keepAliveTimeout: 1000,
};

const HEAD = 'POST /home/ HTTP/1.1\r\nHost: 127.0.0.1\r\n';

async function startHastily(): Promise<{ port: number; server: TestServer }> {
  const server = await startServer();
  const hasty = createServer(createApp(server.dependencies), undefined, HASTE);
  await new Promise<void>((resolve) => hasty.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    hasty.close();
    hasty.closeAllConnections();
  });
  return { port: (hasty.address() as AddressInfo).port, server };
}

/** Sends one text at once and another byte by byte, and waits until the server hangs up. */
function drip(port: number, atOnce: string, slowly: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1');
    if (atOnce !== '') socket.write(atOnce);
    let sent = 0;
    const timer = setInterval(() => {
      if (sent < slowly.length) socket.write(slowly.charAt(sent++));
    }, 20);
    socket.on('data', (chunk) => (answer += chunk.toString()));
    // The server has hung up in mid-drip, as it should.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearInterval(timer);
      resolve(answer);
    });
  });
}

describe('43: a client', () => {
  it('that is slow with its headers, or silent, gets 408', async () => {
    const { port, server } = await startHastily();
    const answers = await Promise.all([
      drip(port, '', ''),
      drip(port, '', HEAD.repeat(10)),
      drip(port, HEAD, `X-Slow: ${'x'.repeat(1000)}`),
    ]);
    for (const answer of answers) expect(answer).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
    expect(server.log.join('')).not.toMatch(/"level":[456]0/);
  });

  it.each(schemeSites)(
    'of the scheme $name that is slow with its body gets 408',
    async ({ obtain }) => {
      const { port, server } = await startHastily();
      const credentials = Object.entries(await obtain(server.origin, 'root', 'toor'));
      const headers = credentials.map(([name, value]) => `${name}: ${value}\r\n`).join('');
      const type = 'Content-Type: application/json\r\nContent-Length: 5000\r\n';
      const answer = await drip(port, `${HEAD}${headers}${type}\r\n`, ' '.repeat(5000));
      expect(answer).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
      expect(server.log.join('')).not.toMatch(/"level":[456]0/);
    },
  );

  it('is answered while a thousand others are slow', async () => {
    const { port } = await startHastily();
    const slow = Array.from({ length: 1000 }, () => drip(port, 'GET', ' /'));
    const answer = await fetch(`http://127.0.0.1:${port}/healthz`);
    expect(answer.status).toBe(200);
    for (const refusal of await Promise.all(slow)) expect(refusal).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('has ten seconds for its headers and thirty for all of a request', async () => {
    const server = createServer(createApp((await startServer()).dependencies));
    expect(server).toMatchObject({ headersTimeout: 10_000, requestTimeout: 30_000 });
  });
});
