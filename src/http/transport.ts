import type { Request } from 'express';
import { isHealthCheck } from './check.ts';
import type { Check } from './check.ts';
import { HttpError } from './http-error.ts';
import { hostOf } from './origin.ts';
import { isFromUntrustedProxy } from './untrusted-proxy.ts';

/** A name that always means the machine itself (RFC 6761 §6.3), and all that is served there. */
const LOCALHOST = /^(?:.+\.)?localhost\.?(?::\d*)?$/i;

/** One year; browsers that have seen it never use plain HTTP here again (RFC 6797). */
const HSTS = 'max-age=31536000';

const HTTPS_ONLY = 'This server is to be used over HTTPS only.';

/** For an operator who sets up a proxy, and sees its requests refused. */
const PROXY = 'It does not trust the proxy that the request came by (TRUST_PROXY).';

interface TransportSettings {
  readonly NODE_ENV: string;
  readonly ALLOW_INSECURE_HTTP: boolean;
}

/**
 * Keeps credentials off plain HTTP. Every scheme here sends something that anybody who reads it can
 * use (RFC 7617 §4, RFC 6750 §5.3), so in production a request that did not come over TLS, to this
 * server or to a trusted proxy, is refused before anything looks at it.
 *
 * Browsers are told to stay with TLS (HSTS) in production alone, and never for `localhost`: it would
 * hold for all that a developer serves there, on every port.
 */
export function transport({ NODE_ENV, ALLOW_INSECURE_HTTP }: TransportSettings): Check {
  const isProduction = NODE_ENV === 'production';
  return (request, response) => {
    readProtocol(request);
    if (request.secure) {
      const isKept = isProduction && !LOCALHOST.test(hostOf(request) ?? '');
      if (isKept) response.setHeader('Strict-Transport-Security', HSTS);
    } else if (isProduction && !ALLOW_INSECURE_HTTP && !isHealthCheck(request)) {
      throw new HttpError(
        403,
        isFromUntrustedProxy(request) ? `${HTTPS_ONLY} ${PROXY}` : HTTPS_ONLY,
      );
    }
  };
}

/** Express compares it with `https` as it is; but case does not matter in it (RFC 3986 §3.1). */
function readProtocol({ headers }: Request): void {
  const protocol = headers['x-forwarded-proto'];
  if (protocol !== undefined) headers['x-forwarded-proto'] = String(protocol).toLowerCase();
}
