import type { RequestHandler } from 'express';
import { createHash } from 'node:crypto';
import { COMMON_HEADERS } from '../../../http/answer.ts';
import { endpoint } from '../../../http/endpoint.ts';
import type { KeyRing } from './ring.ts';

/** For how long others may remember the keys, in seconds. */
const MAX_AGE = 300;

/**
 * For how long a key is published before it signs, in milliseconds, so that a service that caches
 * the keys has had time to see it.
 */
export const PUBLISHED_AHEAD = 2 * MAX_AGE * 1000;

/**
 * `/.well-known/jwks.json`: what other services check tokens with (RFC 7517 §5), the public parts
 * alone. There are none under HS256, whose key both checks and signs.
 */
export function publishedKeys(keys: KeyRing): RequestHandler {
  return endpoint({
    async GET(request, response) {
      const body = JSON.stringify({ keys: await keys.published() });
      response.setHeader('ETag', `"${createHash('sha256').update(body).digest('base64url')}"`);
      const headers = { ...COMMON_HEADERS, 'Cache-Control': `public, max-age=${MAX_AGE}` };
      if (request.fresh) {
        response.writeHead(304, headers).end();
        return;
      }
      const length = String(Buffer.byteLength(body));
      response
        .writeHead(200, {
          ...headers,
          'Content-Type': 'application/json',
          'Content-Length': length,
        })
        .end(body);
    },
  });
}
