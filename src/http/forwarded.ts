import type { Request } from 'express';
import { trustOf } from './client-address.ts';

/** Whether a request comes from a proxy that TRUST_PROXY names. */
export function isByTrustedProxy({ app, socket }: Request): boolean {
  return trustOf(app)(socket.remoteAddress ?? '', 0);
}

/**
 * What a proxy that is trusted says of the request that it passes on.
 *
 * @param name of its header, in lower case. Of several values the first is the one nearest to the
 *   client.
 * @returns undefined when it says nothing, or when nobody in front is trusted.
 */
export function forwardedBy(request: Request, name: ForwardedHeader): string | undefined {
  const header = request.headers[name];
  if (header === undefined) return undefined;
  if (!isByTrustedProxy(request)) return undefined;
  const [value = ''] = String(header).split(',', 1);
  return value.trim() === '' ? undefined : value.trim();
}

type ForwardedHeader = 'x-forwarded-host' | 'x-forwarded-port' | 'x-forwarded-proto';
