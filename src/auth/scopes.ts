import type { Request, RequestHandler } from 'express';
import { HttpError } from '../http/http-error.ts';
import { withParameters } from './authorization.ts';
import { isUnsafe } from '../http/check.ts';

/** One scope or several, a space between them (RFC 6749 §3.3). */
export const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/;

/** The scopes that a text names. */
export function parseScope(scope: string): readonly string[] {
  return [...new Set(scope.split(' ').filter((name) => name !== ''))];
}

/**
 * Lets only requests through whose credentials are not limited, or are limited to scopes with this one
 * among them.
 *
 * @param scope that is needed; where it names several, all of them are.
 * @throws {TypeError} at once, for what is no scope.
 * @throws {HttpError} 403 for a request whose credentials do not have it (RFC 6750 §3.1).
 */
export function requireScope(scope: string): (request: Request) => void {
  if (!SCOPE.test(scope)) throw new TypeError(`no scope: ${scope}`);
  const needed = parseScope(scope);
  return (request) => {
    const { scopes } = request;
    if (scopes !== undefined && !needed.every((name) => scopes.includes(name))) {
      throw insufficientScope(request, `This needs the scope ${scope}.`, scope);
    }
  };
}

/**
 * Lets only requests through whose credentials are not limited to scopes: users' accounts and the
 * administration are nothing that a scope names, and could be used to make a credential without limits.
 *
 * @throws {HttpError} 403 for others.
 */
export const unlimitedOnly: RequestHandler = (request, _response, next) => {
  if (request.scopes !== undefined) {
    throw insufficientScope(request, 'This needs credentials that are not limited to scopes.');
  }
  next();
};

/**
 * Refuses to change anything for credentials that are limited to `read`. With `write` beside it they
 * are not; the two are those of Django OAuth Toolkit.
 *
 * @throws {HttpError} 403 for an unsafe method.
 */
export function requireReadable(request: Request): void {
  const { scopes = [] } = request;
  if (isUnsafe(request) && scopes.includes('read') && !scopes.includes('write')) {
    throw insufficientScope(request, 'These credentials are limited to reading.', 'write');
  }
}

function insufficientScope(request: Request, detail: string, scope?: string): HttpError {
  const { challenge } = request;
  if (challenge === undefined) return new HttpError(403, detail);
  const needed = scope === undefined ? '' : `, scope="${scope}"`;
  const header = withParameters(challenge, `error="insufficient_scope"${needed}`);
  return new HttpError(403, detail, { headers: { 'WWW-Authenticate': header } });
}
