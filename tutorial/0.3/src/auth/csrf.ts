import { parseCookie } from 'cookie';
import type { Request, Response } from 'express';
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { HttpError } from '../errors.ts';

/** The field of a form that repeats the cookie `csrftoken`. Scripts use the header X-CSRFToken. */
export const CSRF_FIELD = 'csrfmiddlewaretoken';

/** The browser's token, or a new one. */
export function csrfToken(request: Request, response: Response): string {
  return cookieOf(request) ?? renewCsrfToken(request, response);
}

/** A new token. After a login it replaces one that somebody may have planted before. */
export function renewCsrfToken({ secure }: Request, response: Response): string {
  const token = randomBytes(16).toString('hex');
  response.cookie('csrftoken', token, { sameSite: 'lax', secure });
  return token;
}

/**
 * 403 unless a page of ours made the request. Pages of other sites can make a browser send the
 * cookie, too; but they cannot read it, and so cannot repeat its value.
 */
export function checkCsrf(request: Request): void {
  const expected = cookieOf(request);
  if (expected === undefined) throw new HttpError(403, 'CSRF Failed: CSRF cookie not set.');
  const { [CSRF_FIELD]: field } = (request.body ?? {}) as Record<string, unknown>;
  const given = typeof field === 'string' ? field : request.get('X-CSRFToken');
  const [one, other] = [Buffer.from(given ?? ''), Buffer.from(expected)];
  if (one.length === other.length && timingSafeEqual(one, other)) return;
  throw new HttpError(403, 'CSRF Failed: CSRF token missing or incorrect.');
}

function cookieOf(request: Request): string | undefined {
  const { csrftoken = '' } = parseCookie(request.get('Cookie') ?? '');
  return /^[0-9a-f]{32}$/.test(csrftoken) ? csrftoken : undefined;
}
