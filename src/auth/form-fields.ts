import type { RequestHandler } from 'express';
import type { Scheme } from './scheme.ts';

/**
 * Asks the scheme that let the request in what the forms of the page must send along with its
 * credentials. Only pages ask, for the answer may set a cookie.
 */
export function provideFormFields(schemes: readonly Scheme[]): RequestHandler {
  return (request, response, next) => {
    const scheme = schemes.find(({ name }) => name === request.scheme);
    request.formFields = scheme?.formFields?.(request, response) ?? {};
    next();
  };
}
