import type { FastifyInstance } from 'fastify';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const SANE = /^[\w.-]{1,64}$/;
const HOSTS = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** An X-Request-Id that a client may choose, as ours. */
export function requestId({ headers }: IncomingMessage): string {
  const id = headers['x-request-id'];
  return typeof id === 'string' && SANE.test(id) ? id : randomUUID();
}

/**
 * What our server does around each request, for a row that does it as well: only hosts that are
 * known, only one length of a body, an id on each answer, and a line for each failure.
 */
export function addSurroundings(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    const { host = '', 'content-length': length, 'transfer-encoding': coding } = request.headers;
    reply.header('X-Request-Id', request.id);
    if (!HOSTS.has(host.replace(/:\d+$/, '')) || (length !== undefined && coding !== undefined)) {
      reply.code(400).send();
    } else {
      done();
    }
  });
  app.addHook('onResponse', (request, reply, done) => {
    if (reply.statusCode >= 500) console.error(request.id, reply.statusCode);
    done();
  });
}
