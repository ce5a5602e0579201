import { z } from 'zod';
import {
  body,
  empty,
  form,
  inPath,
  invalid,
  json,
  page,
  problem,
  PUBLIC,
  textFields,
  throttled,
} from '../../openapi/parts.ts';
import type { SchemeDescription } from '../../openapi/parts.ts';
import { CREDENTIAL_FIELDS } from '../posted-credentials.ts';
import { Expiry, LONGEST_NAME } from './named-tokens.ts';

const Key = z.string().regex(/^[0-9a-f]{40}$/);

const NewToken = z.object({
  name: z.string().min(1).max(LONGEST_NAME),
  expires: z.union([Expiry, z.literal('')]).nullish(),
  current_password: z.string().min(1),
});

const NamedToken = z.object({
  id: z.int(),
  name: z.string(),
  prefix: z.string(),
  created: z.iso.datetime(),
  expires: z.iso.datetime().nullable(),
  last_used: z.iso.datetime().nullable(),
});

/** The token, and those that users make themselves. */
export const tokenDescription: SchemeDescription = {
  security: {
    type: 'apiKey',
    in: 'header',
    name: 'Authorization',
    description: 'The word `Token`, a space and the key: `Token 0123456789abcdef…`.',
  },
  paths: {
    '/api-token-auth/': {
      post: {
        ...PUBLIC,
        summary: 'Exchange username and password for your token',
        requestBody: body(textFields(CREDENTIAL_FIELDS)),
        responses: {
          200: json('Your token, the same each time.', z.object({ token: Key })),
          400: invalid,
          429: throttled,
        },
      },
    },
    '/api/tokens/': {
      get: {
        summary: 'The tokens that you made',
        responses: { 200: json('Without their keys.', z.array(NamedToken)) },
      },
      post: {
        summary: 'Make a token',
        requestBody: body(NewToken),
        responses: {
          201: json('The only answer that has its key.', NamedToken.extend({ token: Key })),
          400: invalid,
          403: problem('A token cannot make another one.'),
          429: throttled,
        },
      },
    },
    '/api/tokens/{id}/': {
      ...inPath('id'),
      delete: {
        summary: 'Revoke a token',
        responses: { 204: empty('Revoked.'), 404: problem('You have no such token.') },
      },
    },
    '/account/tokens/new/': {
      get: { summary: 'The form for a token', responses: { 200: page('A form.') } },
      post: {
        summary: 'Make a token, by a form',
        requestBody: form(NewToken),
        responses: {
          201: page('The only page that has its key.'),
          400: page('The form again, and what is wrong.'),
          429: page('The form again, and how long to wait.'),
          403: problem('A token cannot make another one.'),
        },
      },
    },
    '/account/tokens/{id}/revoke/': {
      ...inPath('id'),
      get: {
        summary: 'Asks whether to revoke a token',
        responses: { 200: page('A form.'), 404: problem('You have no such token.') },
      },
      post: {
        summary: 'Revoke a token, by a form',
        responses: { 302: empty('Revoked.'), 404: problem('You have no such token.') },
      },
    },
  },
};
