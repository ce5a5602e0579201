import cors from 'cors';
import type { RequestHandler } from 'express';

/** Seconds for which a browser need not ask again. */
const MAX_AGE = 600;

/**
 * Lets pages of other origins read answers, with the credentials that their browser has (Fetch, §3.2):
 * those that are named, never all. Preflights, which carry no credentials, are answered here, before
 * anything asks for some.
 *
 * @param origins TRUSTED_ORIGINS.
 */
export function allowOrigins(origins: readonly string[]): RequestHandler {
  if (origins.length === 0) {
    return (_request, _response, next) => {
      next();
    };
  }
  const handle = cors({
    origin: [...origins],
    credentials: true,
    exposedHeaders: ['WWW-Authenticate', 'Retry-After', 'X-Request-Id'],
    maxAge: MAX_AGE,
  });
  return (request, response, next) => {
    const { origin = '', 'access-control-request-method': method } = request.headers;
    const isPreflight = method !== undefined && origins.includes(origin);
    if (request.method === 'OPTIONS' && !isPreflight) next();
    else handle(request, response, next);
  };
}
