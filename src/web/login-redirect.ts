import type { ErrorRequestHandler, Request } from 'express';
import { NotAuthenticated } from '../auth/guard.ts';
import type { Scheme } from '../auth/scheme.ts';
import { redirect } from '../http/answer.ts';
import { prefersHtml } from '../http/negotiation.ts';

/**
 * Sends a browser without credentials to where a person can log in. It would meet the 401 with a
 * dialog of its own.
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
  return ['GET', 'HEAD', 'POST'].includes(request.method) && prefersHtml(request);
}
