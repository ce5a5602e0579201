import type { Request } from 'express';
import { isUnsafe } from '../http/check.ts';
import type { Check } from '../http/check.ts';
import { HttpError } from '../http/http-error.ts';
import { isFromElsewhere } from '../http/origin.ts';
import { pathWithin } from '../http/site-paths.ts';
import { schemeSelector } from './select-scheme.ts';
import type { Scheme } from './scheme.ts';

const EXPLANATION =
  'The form did not come from a page of this server. Nothing was changed. Open the page here and ' +
  'send the form once more.';

/**
 * Lets no request through that a page of another site has made its visitor's browser send.
 *
 * @throws {HttpError} 403.
 */
export function requireOwnSite(request: Request, trusted: readonly string[]): void {
  if (isFromElsewhere(request, trusted)) throw refusal();
}

function refusal(): HttpError {
  return new HttpError(403, 'CSRF Failed: Origin checking failed.', { explanation: EXPLANATION });
}

/**
 * Refuses what a page of another site makes its visitor's browser send: with the credentials that
 * the browser adds by itself, or with passwords to be tried in the visitor's name. It stands in front
 * of every unsafe request, whichever endpoint that is for, and lets those through alone whose
 * credentials no browser adds: under such a word in `Authorization`, or in the body of an endpoint
 * that a scheme names. Programs do not say which page they are, and pass.
 *
 * @param schemes the open ones.
 * @param trusted origins whose pages may call (TRUSTED_ORIGINS).
 * @throws {HttpError} 403, before anything looks at the credentials.
 */
export function refuseOtherSites(schemes: readonly Scheme[], trusted: readonly string[]): Check {
  const select = schemeSelector(schemes);
  const exempt = new Set(schemes.flatMap(({ endpointsByBody = [] }) => endpointsByBody));

  return (request) => {
    if (!isUnsafe(request) || !isFromElsewhere(request, trusted)) return;
    const isAddedByPage =
      select(request)?.credentials.isAmbient === false ||
      exempt.has(pathWithin(request)?.replace(/\/$/, '') ?? '');
    if (!isAddedByPage) throw refusal();
  };
}
