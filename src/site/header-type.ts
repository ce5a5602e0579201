import type { Scheme } from '../auth/scheme.ts';
import type { CurlRequest } from './demo/guided-tour.ts';
import type { SecurityScheme } from './reference/types.ts';

/** A tour's request under the word that the scheme goes by here, in place of the usual one. */
export function underWord(request: CurlRequest, { credentials }: Scheme): CurlRequest {
  const { word } = credentials;
  const { Authorization } = request.headers ?? {};
  if (Authorization === undefined || word === undefined) return request;
  return {
    ...request,
    headers: { ...request.headers, Authorization: Authorization.replace(/^\S+(?= )/, word) },
  };
}

/** How OpenAPI describes this scheme: it has a form of its own for the words Basic and Bearer alone. */
export function securityOf(security: SecurityScheme, { credentials }: Scheme): SecurityScheme {
  const { word } = credentials;
  if (word === undefined) return security;
  if (security.type === 'http' && security.scheme === word.toLowerCase()) return security;
  const description = `The word \`${word}\`, a space and the credential. ${security.description}`;
  return { type: 'apiKey', in: 'header', name: 'Authorization', description };
}
