import type { ErrorRequestHandler, Request } from 'express';
import { NotAuthenticated } from '../auth/guard.ts';
import type { Scheme } from '../auth/scheme.ts';
import { redirect } from '../http/answer.ts';
import { isNavigation } from '../http/negotiation.ts';

/**
 * Sends a person without credentials to where they can log in. Their browser would meet the 401 with
 * a dialog of its own. Programs get the 401, whatever they accept, and so do scripts on pages.
 */
export function loginRedirect(schemes: readonly Scheme[]): ErrorRequestHandler {
  const loginPath = schemes.find((scheme) => scheme.loginPath !== undefined)?.loginPath;
  return (error: unknown, request, response, next) => {
    if (loginPath === undefined || !(error instanceof NotAuthenticated) || !isPageView(request)) {
      next(error);
      return;
    }
    redirect(response, `${loginPath}?next=${encodeURIComponent(request.originalUrl)}`);
  };
}

function isPageView(request: Request): boolean {
  return ['GET', 'HEAD', 'POST'].includes(request.method) && isNavigation(request);
}
