import { z } from 'zod';
import {
  body,
  credentialsBody,
  empty,
  inPath,
  invalid,
  json,
  problem,
  PUBLIC,
  throttled,
} from '../../../site/reference/parts.ts';
import type { SchemeDescription } from '../../../site/reference/parts.ts';
import { SCOPE } from '../../scopes.ts';
import { KEY } from '../key.ts';
import { Expiry, LONGEST_NAME, LONGEST_SCOPE } from '../personal-access-tokens.ts';

const Key = z.string().regex(/^[0-9a-f]{40}$/);

const NewToken = z
  .object({
    name: z.string().min(1).max(LONGEST_NAME),
    scope: z.union([z.string().max(LONGEST_SCOPE).regex(SCOPE), z.literal('')]).optional(),
    expires: z.union([Expiry, z.literal('')]).nullish(),
    current_password: z.string().min(1),
  })
  .meta({ title: 'NewToken' });

const PersonalAccessToken = z
  .object({
    id: z.int(),
    name: z.string(),
    prefix: z.string(),
    scope: z.string().nullable(),
    created: z.iso.datetime(),
    expires: z.iso.datetime().nullable(),
    last_used: z.iso.datetime().nullable(),
  })
  .meta({ title: 'PersonalAccessToken' });

/** The token, and those that users make themselves. */
export const tokenDescription: SchemeDescription = {
  security: {
    type: 'apiKey',
    in: 'header',
    name: 'Authorization',
    description:
      'A token that is limited to scopes gets 403 where these do not reach, and says so by ' +
      '`error="insufficient_scope"` in `WWW-Authenticate`.',
  },
  paths: {
    '/api-token-auth/': {
      post: {
        ...PUBLIC,
        operationId: 'obtainToken',
        summary: 'Exchange username and password for your token',
        requestBody: credentialsBody,
        responses: {
          200: json(
            'Your token, the same each time.',
            z.object({ token: Key }).meta({ title: 'Token' }),
          ),
          400: invalid,
          429: throttled,
        },
      },
    },
  },
  resources: {
    '/api/tokens/': {
      get: {
        operationId: 'listTokens',
        summary: 'List your tokens',
        responses: { 200: json('Without their keys.', z.array(PersonalAccessToken)) },
      },
      post: {
        operationId: 'createToken',
        summary: 'Create a personal access token',
        requestBody: body(NewToken),
        responses: {
          201: json(
            'The token; no other answer shows its key.',
            PersonalAccessToken.extend({ token: z.string().regex(KEY) }).meta({
              title: 'CreatedToken',
            }),
          ),
          400: invalid,
          403: problem('A token cannot create another one.'),
          429: throttled,
        },
      },
    },
    '/api/tokens/{id}/': {
      ...inPath('id'),
      delete: {
        operationId: 'revokeToken',
        summary: 'Revoke a token',
        responses: { 204: empty('Revoked.'), 404: problem('You have no such token.') },
      },
    },
  },
};
