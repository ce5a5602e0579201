import type { Request } from 'express';

/** The origin that a request was made to (RFC 6454): the proxy's, behind one that is trusted. */
export function originOf({ protocol, host }: Request): string {
  return `${protocol}://${host}`;
}
