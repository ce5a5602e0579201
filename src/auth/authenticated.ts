import type { Request } from 'express';
import type { Scheme } from './scheme.ts';
import type { User } from '../users/store.ts';

/** Whose request it is. It comes from behind the guard, so there is somebody. */
export function userOf(request: Request): User {
  if (request.user === undefined) throw new TypeError('this is for authenticated requests only');
  return request.user;
}

/**
 * Lets the credentials that a request was made with live on, where their scheme can, when all
 * others of its user have ended (ASVS 7.4.3).
 *
 * @param user as they are now.
 */
export async function keepCurrent(
  request: Request,
  schemes: readonly Scheme[],
  user: User,
): Promise<void> {
  await schemes.find(({ name }) => name === request.scheme)?.keep?.(request, user);
}
