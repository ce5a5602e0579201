import type { RequestHandler } from 'express';
import { authorityOf, userOf } from '../../auth/authenticated.ts';
import { PermissionDenied, superuserAuthority } from '../../users/authority.ts';

/**
 * Lets superusers through. What they then do asks again whether they are superusers still.
 *
 * @throws {PermissionDenied} 403.
 */
export const superuserOnly: RequestHandler = (request, _response, next) => {
  const user = userOf(request);
  if (!user.isSuperuser) throw new PermissionDenied();
  request.authority = superuserAuthority(authorityOf(request), user);
  next();
};
