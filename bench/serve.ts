import express from 'express';
import { createServer as createHttpServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { home } from '../src/home.ts';
import { createServer } from '../src/http/listener.ts';
import type { Answer } from './answer.ts';

/**
 * Serves one of the yardsticks: `serve.ts open`, `serve.ts bare <answer>`, `serve.ts express
 * <answer>`, the answer being one of ours as JSON.
 */
const yardsticks: Readonly<Record<string, (answer: Answer) => Server>> = {
  /** Our listener and our resource, with nobody at the door. */
  open() {
    const app = express();
    app.disable('x-powered-by');
    app.all(
      '/home',
      (request, _response, next) => {
        request.user = {
          id: 1,
          username: 'user1',
          email: '',
          isActive: true,
          isSuperuser: false,
          credentialsEpoch: 0,
          credentialsEndedAt: null,
          passwordChangedAt: null,
        };
        request.scheme = 'none';
        next();
      },
      home,
    );
    return createServer(app);
  },

  /** What Node alone takes for the same answer, byte for byte. */
  bare({ headers, body }) {
    const pairs = Object.entries(headers).flat();
    return createHttpServer((_request, response) => {
      const text = JSON.stringify(body);
      response.writeHead(200, [...pairs, 'Content-Length', String(Buffer.byteLength(text))]);
      response.end(text);
    });
  },

  /** Express as its own documentation begins. */
  express({ body }) {
    const app = express();
    app.get('/home/', (_request, response) => {
      response.json(body);
    });
    return createHttpServer(app);
  },
};

const [yardstick = '', answer = '{}'] = process.argv.slice(2);
const server = yardsticks[yardstick]?.(JSON.parse(answer) as Answer);
if (server === undefined) throw new Error(`no such yardstick: ${yardstick}`);
server.listen(0, '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
