import type { RequestHandler } from 'express';
import { sendJson, sendNoContent } from '../../http/answer.ts';
import { endpoint } from '../../http/endpoint.ts';
import type { NamedCredential } from '../named-credentials.ts';
import type { PersonalAccessTokens } from './personal-access-tokens.ts';

/** `/api/tokens/` and below: the tokens that users make for their programs, give names, and revoke. */
export function personalAccessTokenResources(
  tokens: PersonalAccessTokens,
): Record<string, RequestHandler> {
  return {
    '/api/tokens': endpoint({
      async GET(request, response) {
        sendJson(response, 200, (await tokens.list(request)).map(toJson));
      },

      async POST(request, response) {
        const { key, token } = await tokens.create(request);
        sendJson(response, 201, { ...toJson(token), token: key });
      },
    }),

    '/api/tokens/:id': endpoint({
      async DELETE(request, response) {
        await tokens.revoke(request);
        sendNoContent(response);
      },
    }),
  };
}

function toJson(token: NamedCredential): object {
  const { id, name, prefix, scope, createdAt, expiresAt, lastUsedAt } = token;
  return {
    id,
    name,
    prefix,
    scope,
    created: new Date(createdAt),
    expires: expiresAt && new Date(expiresAt),
    last_used: lastUsedAt && new Date(lastUsedAt),
  };
}
