import express from 'express';
import { createServer as createStockServer, IncomingMessage, ServerResponse } from 'node:http';
import type { Server } from 'node:http';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import supertest from 'supertest';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createServer } from '../../src/http/listener.ts';

/** An app that reports on the request and response it was given. */
function reportingApp(): express.Express {
  const app = express();
  app.get('/', (request, response) => {
    response.json({
      request: Object.getPrototypeOf(request) === app.request,
      response: Object.getPrototypeOf(response) === app.response,
      path: request.path,
      isRequest: 'socket' in request && typeof request.get === 'function',
    });
  });
  return app;
}

/** How many live objects changed their prototype while the server answered one request. */
async function countReparenting(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const original = Object.setPrototypeOf.bind(Object);
  let changed = 0;
  const spy = vi.spyOn(Object, 'setPrototypeOf').mockImplementation((object: object, prototype) => {
    const isOurs = object instanceof IncomingMessage || object instanceof ServerResponse;
    if (isOurs && Object.getPrototypeOf(object) !== prototype) changed++;
    return original(object, prototype) as unknown;
  });
  const answer = await fetch(`http://127.0.0.1:${port}/`);
  spy.mockRestore();
  expect(await answer.json()).toMatchObject({ request: true, response: true, path: '/' });
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  return changed;
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('the listener', () => {
  it('keeps a connection for longer than the headers of a request may take', async () => {
    const timeouts = {
      headersTimeout: 200,
      connectionsCheckingInterval: 50,
      keepAliveTimeout: 5000,
    };
    const server = createServer(reportingApp(), undefined, timeouts);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1');
    let received = '';
    socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await wait(1000);
    socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    await once(socket, 'close');
    expect(received.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 200']);
    server.close();
  });

  it('makes requests and responses with the prototypes of the app: none is re-parented', async () => {
    expect(await countReparenting(createServer(reportingApp()))).toBe(0);
  });

  it('takes nothing but an app, for the first request would end the process', () => {
    for (const other of [express.Router(), (): void => undefined, undefined]) {
      expect(() => createServer(other as never)).toThrow('createServer takes an Express app');
    }
  });

  it('spares what the stock listener does twice for each request', async () => {
    expect(await countReparenting(createStockServer(reportingApp()))).toBe(2);
  });

  it('serves an app as Express does, through supertest as well', async () => {
    const answer = await supertest(createServer(reportingApp())).get('/');
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ request: true, response: true, path: '/', isRequest: true });
    const missing = await supertest(createServer(reportingApp())).post('/').send({ a: 1 });
    expect(missing.status).toBe(404);
  });
});
