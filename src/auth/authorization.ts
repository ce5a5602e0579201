import type { IncomingMessage } from 'node:http';
import { HttpError } from '../http/http-error.ts';
import { AuthenticationFailed } from './authentication-failed.ts';

/** As much of a request as tells whose it is. */
export type RequestHead = Pick<IncomingMessage, 'headers' | 'rawHeaders'>;

/** What `Authorization` says: `<scheme> <credentials>` (RFC 9110 §11.4), split at white space. */
export interface Authorization {
  /** In lower case, for scheme names are case-insensitive (RFC 9110 §11.1). */
  readonly scheme: string;
  /** What follows; exactly one part in a well-formed header of the schemes here. */
  readonly parts: readonly string[];
}

/**
 * Reads the request's Authorization header.
 *
 * @returns undefined when it is absent or blank.
 * @throws {HttpError} 400 when there are several.
 */
export function parseAuthorization(request: RequestHead): Authorization | undefined {
  const header = request.headers.authorization;
  if (header === undefined) return undefined;
  requireOneAuthorization(request);
  const [scheme = '', ...parts] = header.split(/[ \t]+/).filter((part) => part !== '');
  return scheme === '' ? undefined : { scheme: scheme.toLowerCase(), parts };
}

/**
 * Refuses several Authorization headers: Node would silently use the first, and a proxy in front may
 * have checked the other. It holds for what needs no credentials as well, such as a login.
 *
 * @throws {HttpError} 400.
 */
export function requireOneAuthorization({ headers, rawHeaders }: RequestHead): void {
  if (headers.authorization === undefined || !isRepeated(rawHeaders)) return;
  throw new HttpError(400, 'Only one Authorization header is allowed.');
}

const NAME = 'authorization';

function isRepeated(rawHeaders: readonly string[]): boolean {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length === NAME.length && name.toLowerCase() === NAME) count++;
  }
  return count > 1;
}

/**
 * The one part after the scheme name.
 *
 * @param request its header names the scheme already.
 * @param refusals how to refuse a header without credentials and one with white space in them.
 * @throws {AuthenticationFailed} whichever refusal fits.
 */
export function soleCredential(
  request: IncomingMessage,
  refusals: { readonly missing: string | object; readonly spaces: string | object },
): string {
  const [credential, ...others] = parseAuthorization(request)?.parts ?? [];
  if (credential === undefined) throw new AuthenticationFailed(refusals.missing);
  if (others.length > 0) throw new AuthenticationFailed(refusals.spaces);
  return credential;
}

/**
 * Adds parameters to a challenge (RFC 9110 §11.3): the first follows the scheme's name after a space, and
 * each other one after a comma.
 *
 * @param parameters such as `error="invalid_token"`.
 */
export function withParameters(challenge: string, parameters: string): string {
  return `${challenge}${challenge.includes(' ') ? ', ' : ' '}${parameters}`;
}
