import { z } from 'zod';
import { body, json, page, problem, PUBLIC } from './parts.ts';
import type { Paths } from './types.ts';

const Health = z.object({ status: z.literal('ok') });
const Readiness = z.object({ status: z.enum(['ok', 'read-only']) });
const Greeting = z.object({ message: z.string(), user: z.string(), scheme: z.string() });
const Echo = z.object({ message: z.string(), data: z.unknown() });

const Index = z.record(z.string(), z.url());

/** The endpoints that belong to no scheme. */
export const sharedPaths: Paths = {
  '/': {
    get: {
      ...PUBLIC,
      summary: 'Says what is here',
      responses: {
        200: {
          ...json('Addresses by what is there.', Index),
          content: { ...json('', Index).content, ...page('').content },
        },
      },
    },
  },
  '/home/': {
    get: {
      summary: 'Says who you are',
      responses: {
        200: {
          ...json('You, and the scheme that let you in.', Greeting),
          content: { ...json('', Greeting).content, ...page('').content },
        },
      },
    },
    post: {
      summary: 'Says what you sent',
      requestBody: body(z.record(z.string(), z.unknown())),
      responses: {
        200: json('What you sent.', Echo),
        400: problem('The body is not what it claims to be.'),
        415: problem('The body is of a media type that is not read.'),
      },
    },
  },
  '/healthz': {
    get: {
      ...PUBLIC,
      summary: 'Whether the process answers',
      responses: { 200: json('It does.', Health) },
    },
  },
  '/readyz': {
    get: {
      ...PUBLIC,
      summary: 'Whether the database answers, too',
      responses: {
        200: json('It does, perhaps for reading alone.', Readiness),
        503: problem('It does not.'),
      },
    },
  },
  '/openapi.json': {
    get: {
      ...PUBLIC,
      summary: 'This document',
      responses: { 200: json('OpenAPI 3.1.', z.looseObject({ openapi: z.string() })) },
    },
  },
  '/docs/': {
    get: {
      ...PUBLIC,
      summary: 'This document, to read and to try',
      responses: { 200: page('Swagger UI.') },
    },
  },
};
