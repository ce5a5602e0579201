import type { Request } from 'express';
import type { Logger } from 'pino';
import type { Check } from './check.ts';
import { isByTrustedProxy } from './client-address.ts';

/** What Express believes of a proxy that is trusted. */
const HEADERS = ['x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host'];

/** Whether a request has a proxy's headers, and does not come from one that TRUST_PROXY names. */
export function isFromUntrustedProxy(request: Request): boolean {
  return HEADERS.some((name) => name in request.headers) && !isByTrustedProxy(request);
}

/**
 * Tells the log, once, of proxy headers that nobody believes. A client may have made them up; but
 * where a proxy of one's own stands there, all its clients share one address and nobody has TLS.
 */
export function warnOfUntrustedProxy(log: Logger): Check {
  let hasWarned = false;
  return (request) => {
    if (!hasWarned && isFromUntrustedProxy(request)) {
      hasWarned = true;
      log.warn(
        { address: request.socket.remoteAddress },
        'proxy headers (X-Forwarded-*) were ignored, for they came from no trusted proxy; if it is one of yours, set TRUST_PROXY to its address',
      );
    }
  };
}
