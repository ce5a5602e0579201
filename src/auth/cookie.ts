import type { RequestHead } from './authorization.ts';
import type { CredentialsPlace } from './scheme.ts';

/** How many cookies of one name are looked at. Each may have a signature to check, and a header has room for hundreds. */
const MOST_COOKIES = 10;

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
    if (equals === -1 || trim(pair.slice(0, equals)) !== name) continue;
    values.add(unquote(trim(pair.slice(equals + 1))));
    if (values.size === MOST_COOKIES) break;
  }
  return [...values];
}

/**
 * Cuts off spaces and tabs alone (RFC 6265bis §5.6). To a browser a no-break space belongs to the name, which is
 * then none with `__Host-`: a server on a parent domain could plant what that keeps out.
 */
function trim(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && isBlank(text.charAt(start))) start += 1;
  while (end > start && isBlank(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

function isBlank(character: string): boolean {
  return character === ' ' || character === '\t';
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
