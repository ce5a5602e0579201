import type { RequestHead } from './authorization.ts';
import type { CredentialsPlace } from './scheme.ts';

/**
 * The value of a cookie in a `Cookie` header (RFC 6265 §4.2.1).
 *
 * @param header the request's Cookie header.
 * @returns the text as it was sent, or undefined when the cookie is absent or there are several of
 *   that name: another site on a parent domain may have set one of them, and nothing tells which.
 */
export function readCookie(header: string | undefined, name: string): string | undefined {
  if (header === undefined) return undefined;
  let value: string | undefined;
  for (const pair of header.split(';')) {
    const equals = pair.indexOf('=');
    if (equals === -1 || pair.slice(0, equals).trim() !== name) continue;
    if (value !== undefined) return undefined;
    value = pair.slice(equals + 1).trim();
  }
  return value;
}

/** Whether a request carries a scheme's cookie, once. */
export function carriesCookie(request: RequestHead, { cookie }: CredentialsPlace): boolean {
  return cookie !== undefined && readCookie(request.headers.cookie, cookie) !== undefined;
}
