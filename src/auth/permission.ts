import type { Request, RequestHandler } from 'express';
import { PermissionDenied } from '../users/authority.ts';
import type { User } from '../users/user.ts';
import { userOf } from './authenticated.ts';

/** What a user has to be, or a request to be like. */
export interface Permission {
  /** A superuser. */
  readonly superuser?: boolean;
  /** Anything that the app knows of users: a role from a table of its own, the owner of what is asked for. */
  readonly where?: (user: User, request: Request) => boolean | Promise<boolean>;
}

/**
 * Lets requests through that a permission is for. It stands behind a guard.
 *
 * @throws {PermissionDenied} 403.
 */
export function permit({ superuser = false, where }: Permission): RequestHandler {
  return async (request, _response, next) => {
    const user = userOf(request);
    const isPermitted =
      (!superuser || user.isSuperuser) && (where === undefined || (await where(user, request)));
    if (!isPermitted) throw new PermissionDenied();
    next();
  };
}
