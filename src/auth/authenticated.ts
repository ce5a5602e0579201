import type { Request, RequestHandler } from 'express';
import type { Scheme } from './scheme.ts';
import type { Authority } from '../users/authority.ts';
import type { User } from '../users/user.ts';

const NOT_GUARDED = 'this is for authenticated requests only';

/** Whose request it is. It comes from behind the guard, so there is somebody. */
export function userOf({ user }: Request): User {
  if (user === undefined) throw new TypeError(NOT_GUARDED);
  return user;
}

/** By what right the request does what it does. */
export function authorityOf({ authority }: Request): Authority {
  if (authority === undefined) throw new TypeError(NOT_GUARDED);
  return authority;
}

/**
 * Lets the credentials that a request was made with live on, where their scheme can, when all
 * others of its user have ended (ASVS 7.4.3).
 *
 * @param user as they are now.
 */
export async function renewCurrent(
  request: Request,
  schemes: readonly Scheme[],
  user: User,
): Promise<void> {
  await schemes.find(({ name }) => name === request.scheme)?.renew?.(request, user);
}

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
