import type { Request } from 'express';

/**
 * Whether the client would rather have a page: `Accept` puts text/html before JSON (RFC 9110 §12.5.1).
 * In a browser's address bar `?format=json` says otherwise, as in DRF.
 */
export function prefersHtml(request: Request): boolean {
  if (request.query.format === 'json') return false;
  const accept = request.headers.accept;
  // curl and most libraries send */* or nothing; they need no parsing.
  if (accept === undefined || accept === '*/*') return false;
  return request.accepts(['json', 'html']) === 'html';
}

/**
 * Whether the client would rather have JSON where people get a page or are sent on to one: `Accept` puts
 * it before text/html, or leaves that open, and what the client sent is JSON itself.
 */
export function prefersJson(request: Request): boolean {
  if (request.query.format === 'json' || request.accepts(['html', 'json']) === 'json') return true;
  return request.is('json') === 'json' && !prefersHtml(request);
}

/**
 * Whether a person sees the answer, for a browser is on its way to another page. Browsers say so
 * (Fetch Metadata). Where one does not, it is known by the XHTML among what it accepts, which
 * libraries that like HTML best do not ask for.
 */
export function isNavigation(request: Request): boolean {
  const { accept = '', 'sec-fetch-mode': mode, 'sec-fetch-dest': destination } = request.headers;
  if (mode === 'navigate') return prefersHtml(request);
  if (destination !== undefined) return false;
  return accept.includes('application/xhtml+xml') && prefersHtml(request);
}

/**
 * Whether a script, or a part of a page, asks: a challenge that browsers meet with a dialog of their
 * own would open that over the page.
 */
export function isWithinPage({ headers }: Request): boolean {
  const { 'sec-fetch-mode': mode, 'x-requested-with': requestedWith } = headers;
  return (mode !== undefined && mode !== 'navigate') || requestedWith !== undefined;
}
