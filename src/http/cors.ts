import cors from 'cors';
import type { Request, Response } from 'express';

/** Seconds for which a browser need not ask again. */
const MAX_AGE = 600;

/**
 * Lets pages of other origins read answers, with the credentials that their browser has (Fetch, §3.2):
 * those that are named, never all. Preflights, which carry no credentials, are answered here, before
 * anything asks for some.
 *
 * @param origins TRUSTED_ORIGINS.
 * @returns looks at a request, and says whether it was a preflight, and is answered.
 */
export function allowOrigins(
  origins: readonly string[],
): (request: Request, response: Response) => boolean {
  if (origins.length === 0) return () => false;
  const handle = cors({
    origin: [...origins],
    credentials: true,
    exposedHeaders: ['WWW-Authenticate', 'Retry-After', 'X-Request-Id'],
    maxAge: MAX_AGE,
  });
  return (request, response) => {
    const { origin = '', 'access-control-request-method': method } = request.headers;
    const isPreflight = method !== undefined && origins.includes(origin);
    if (request.method === 'OPTIONS' && !isPreflight) return false;
    let isAnswered = true;
    // It calls back at once: the origins are a list, so it has nothing to wait for.
    handle(request, response, () => {
      isAnswered = false;
    });
    return isAnswered;
  };
}
