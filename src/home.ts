import type { RequestHandler } from 'express';
import { readBody } from './http/body.ts';
import { endpoint } from './http/endpoint.ts';
import { sendJson } from './http/answer.ts';

/** `/home/`, the one resource that every scheme stands in front of. It knows none of them. */
export const home: RequestHandler = endpoint({
  GET(request, response) {
    sendJson(response, 200, {
      message: 'Hello, world!',
      user: request.user?.username,
      scheme: request.scheme,
    });
  },

  async POST(request, response) {
    sendJson(response, 200, {
      message: 'Got some data!',
      data: await readBody(request),
    });
  },
});
