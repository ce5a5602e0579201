import type { RequestHandler } from 'express';
import { userOf } from '../auth/authenticated.ts';
import { HttpError } from '../errors.ts';

/**
 * Lets superusers through. The guard reads the user on every request, so whoever is none any more
 * is stopped at the next one.
 *
 * @throws {HttpError} 403 in DRF's words.
 */
export const superuserOnly: RequestHandler = (request, _response, next) => {
  if (!userOf(request).isSuperuser) {
    throw new HttpError(403, 'You do not have permission to perform this action.');
  }
  next();
};
