import type { Request } from 'express';

/** Whether the client would rather have a page: `Accept` puts text/html before JSON (RFC 9110 §12.5.1). */
export function prefersHtml(request: Request): boolean {
  const accept = request.headers.accept;
  // curl and most libraries send */* or nothing; they need no parsing.
  if (accept === undefined || accept === '*/*') return false;
  return request.accepts(['json', 'html']) === 'html';
}
