import type { RequestHead } from './authorization.ts';
import type { CredentialsPlace } from './scheme.ts';
import { strip } from '../http/strip.ts';

/** How many cookies of one name are looked at. Each may have a signature to check, and a header has room for hundreds. */
const MOST_COOKIES = 10;

/**
 * What is cut off around names and values (RFC 6265bis §5.6), and nothing else. To a browser a no-break space belongs
 * to the name, which is then none with `__Host-`: a server on a parent domain could plant what that keeps out.
 */
const BLANK = /[ \t]/;

/**
 * The values of a cookie in a `Cookie` header (RFC 6265 §4.2.1). There may be several: another
 * server on a parent domain, or on another path, sets one of the same name, and nothing in the
 * header tells which is whose. The reader has to know its own.
 *
 * @param header the request's Cookie header.
 * @returns the first {@link MOST_COOKIES} as they were sent, none twice; without the quotes around one (§4.1.1).
 */
export function readCookies(header: string | undefined, name: string): string[] {
  const values = new Set<string>();
  for (const pair of header?.split(';') ?? []) {
    const equals = pair.indexOf('=');
    if (equals === -1 || strip(pair.slice(0, equals), BLANK) !== name) continue;
    values.add(unquote(strip(pair.slice(equals + 1), BLANK)));
    if (values.size === MOST_COOKIES) break;
  }
  return [...values];
}

function unquote(value: string): string {
  return value.length > 1 && value.startsWith('"') && value.endsWith('"')
    ? value.slice(1, -1)
    : value;
}

/** Whether a request carries a scheme's cookie, or one of its name. */
export function carriesCookie(request: RequestHead, { cookie }: CredentialsPlace): boolean {
  return cookie !== undefined && readCookies(request.headers.cookie, cookie).length > 0;
}
