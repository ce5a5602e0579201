import type { RequestHandler } from 'express';
import { HttpError } from '../errors.ts';
import { originOf } from '../http/origin.ts';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

/** What a browser says of a request that a page of another origin made it send (Fetch Metadata). */
const FOREIGN_SITES = new Set(['cross-site', 'same-site']);

const EXPLANATION =
  'The form did not come from a page of this server. Nothing was changed. Open the page here and ' +
  'send the form once more.';

/**
 * Refuses what another site's page makes a browser do. One that has been given a name and a password
 * sends them along with any form, whoever wrote it. Programs send neither header, and pass.
 *
 * @throws {HttpError} 403, before anything looks at the credentials.
 */
export const sameOrigin: RequestHandler = (request, _response, next) => {
  const { origin, 'sec-fetch-site': site } = request.headers;
  const isForeign =
    FOREIGN_SITES.has(String(site)) || (origin !== undefined && origin !== originOf(request));
  if (isForeign && !SAFE_METHODS.has(request.method)) {
    const detail = 'CSRF Failed: Origin checking failed.';
    throw new HttpError(403, detail, { explanation: EXPLANATION });
  }
  next();
};
