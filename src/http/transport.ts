import type { RequestHandler } from 'express';
import type { Config } from '../config.ts';
import { HttpError } from '../errors.ts';
import { isFromUntrustedProxy } from './untrusted-proxy.ts';

/** A proxy asks here whether the server is well, mostly without TLS. Nothing secret is said. */
const HEALTH = /^\/(?:healthz|readyz)\/?$/;

/** One year; browsers that have seen it never use plain HTTP here again (RFC 6797). */
const HSTS = 'max-age=31536000';

const HTTPS_ONLY = 'This server is to be used over HTTPS only.';

/** For whoever sets up a proxy, and sees its requests refused. */
const PROXY = 'It does not trust the proxy that the request came by (TRUST_PROXY).';

/**
 * Keeps credentials off plain HTTP. Every scheme here sends something that whoever reads it can use
 * (RFC 7617 §4, RFC 6750 §5.3), so in production a request that did not come over TLS, to this
 * server or to a trusted proxy, is refused before anything looks at it.
 */
export function transport({ NODE_ENV, ALLOW_INSECURE_HTTP }: Config): RequestHandler {
  const isTlsRequired = NODE_ENV === 'production' && !ALLOW_INSECURE_HTTP;
  return (request, response, next) => {
    if (request.secure) response.setHeader('Strict-Transport-Security', HSTS);
    else if (isTlsRequired && !HEALTH.test(request.path)) {
      throw new HttpError(
        403,
        isFromUntrustedProxy(request) ? `${HTTPS_ONLY} ${PROXY}` : HTTPS_ONLY,
      );
    }
    next();
  };
}
