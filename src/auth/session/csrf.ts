import type { Request, Response } from 'express';
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { HttpError } from '../../errors.ts';
import { readBody } from '../../http/body.ts';
import { originOf } from '../../http/origin.ts';
import { readCookie } from '../cookie.ts';

/** The cookie that holds the token. Scripts of our own pages may read it, so that they can echo it. */
export const CSRF_COOKIE = 'csrftoken';
/** The form field that echoes it. */
export const CSRF_FIELD = 'csrfmiddlewaretoken';
/** The header that echoes it, for scripts. */
export const CSRF_HEADER = 'X-CSRFToken';

/** Django writes 32 characters into the cookie since 4.0 and wrote 64 before. */
const TOKEN = /^[A-Za-z0-9]{32}(?:[A-Za-z0-9]{32})?$/;

/** What a person can do about it. */
const EXPLANATION =
  'The form did not come from a page of this server, or its page is out of date, or the browser ' +
  'keeps no cookies. Nothing was changed. Open the page again and send the form once more.';

const ONE_YEAR = 365 * 86_400_000;

/** The request's CSRF token; where it has none, a new one is sent with the answer. */
export function csrfToken(request: Request, response: Response): string {
  return readToken(request) ?? rotateCsrfToken(request, response);
}

/** Sends a new token, as login does: one that somebody planted before is worth nothing after. */
export function rotateCsrfToken(request: Request, response: Response): string {
  const token = randomBytes(16).toString('hex');
  response.cookie(CSRF_COOKIE, token, {
    maxAge: ONE_YEAR,
    path: '/',
    sameSite: 'lax',
    secure: request.secure,
  });
  return token;
}

/**
 * Django's check that a request was made by one of our own pages: its origin is ours, and it echoes
 * the cookie `csrftoken`, which no other site can read.
 *
 * @throws {HttpError} 403 with Django's reasons.
 */
export async function checkCsrf(request: Request, response: Response): Promise<void> {
  if (!isSameOrigin(request)) throw failed('Origin checking failed.');
  const expected = readToken(request);
  if (expected === undefined) throw failed('CSRF cookie not set.');
  const field = await formToken(request, response);
  if (field !== undefined && field !== '') {
    if (!matches(field, expected)) throw failed('CSRF token incorrect.');
    return;
  }
  const header = request.get(CSRF_HEADER);
  if (header === undefined) throw failed('CSRF token missing.');
  if (!matches(header, expected)) {
    throw failed("CSRF token from the 'X-Csrftoken' HTTP header incorrect.");
  }
}

/**
 * Browsers say with every unsafe request where it comes from. One that says nothing is a program,
 * which has no cookies of somebody else's; over TLS Django wants a Referer even then.
 */
function isSameOrigin(request: Request): boolean {
  const own = originOf(request);
  const { origin, referer } = request.headers;
  if (origin !== undefined) return origin === own;
  if (!request.secure) return true;
  return referer !== undefined && URL.canParse(referer) && new URL(referer).origin === own;
}

async function formToken(request: Request, response: Response): Promise<string | undefined> {
  if (request.is(['urlencoded', 'multipart']) === false) return undefined;
  // A body that cannot be read is the handler's to refuse; here it just holds no token.
  const data = await readBody(request, response).catch(() => undefined);
  if (typeof data !== 'object' || data === null) return undefined;
  const token: unknown = Reflect.get(data, CSRF_FIELD);
  return typeof token === 'string' ? token : undefined;
}

function readToken(request: Request): string | undefined {
  const token = readCookie(request.headers.cookie, CSRF_COOKIE);
  return token !== undefined && TOKEN.test(token) ? token : undefined;
}

function matches(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}

function failed(reason: string): HttpError {
  return new HttpError(403, `CSRF Failed: ${reason}`, { explanation: EXPLANATION });
}
