import { z } from 'zod';
import { body, json, problem, PUBLIC } from './parts.ts';
import type { Paths } from './types.ts';

const Health = z.object({ status: z.literal('ok') });
const Readiness = z.object({ status: z.enum(['ok', 'read-only']) });
const Greeting = z
  .object({ message: z.string(), user: z.string(), scheme: z.string() })
  .meta({ title: 'Greeting' });
const Echo = z.object({ message: z.string(), data: z.unknown() }).meta({ title: 'Echo' });

const Index = z.record(z.string(), z.url());

/** What this server has beside the routes that an app can mount. Pages for people are not described. */
export const serverPaths: Paths = {
  '/': {
    get: {
      ...PUBLIC,
      operationId: 'getIndex',
      summary: 'List what is here',
      responses: {
        200: json('Name → address.', Index),
      },
    },
  },
  '/home/': {
    get: {
      operationId: 'getHome',
      summary: 'Tell who you are',
      responses: {
        200: json('You, and the scheme that let you in.', Greeting),
      },
    },
    post: {
      operationId: 'postHome',
      summary: 'Tell what you sent',
      requestBody: body(z.record(z.string(), z.unknown())),
      responses: {
        200: json('What you sent.', Echo),
        400: problem('The body is not what it claims to be.'),
        415: problem('The media type of the body is not supported.'),
      },
    },
  },
  '/healthz': {
    get: {
      ...PUBLIC,
      operationId: 'getHealth',
      summary: 'Check whether the process answers',
      responses: { 200: json('It does.', Health) },
    },
  },
  '/readyz': {
    get: {
      ...PUBLIC,
      operationId: 'getReadiness',
      summary: 'Check whether the database answers as well',
      responses: {
        200: json('It does, possibly only for reading.', Readiness),
        503: problem('It does not.'),
      },
    },
  },
};
