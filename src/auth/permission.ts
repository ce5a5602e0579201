import type { Request } from 'express';
import { PermissionDenied } from '../users/authority.ts';
import type { User } from '../users/user.ts';
import { userOf } from './authenticated.ts';
import { requireScope } from './scopes.ts';

/** What a user has to be, or a request to be like. */
export interface Permission {
  /** Credentials that are not limited, or have this scope; several are parted by spaces. */
  readonly scope?: string;
  /** A superuser. */
  readonly superuser?: boolean;
  /** Anything that the app knows of users: a role from a table of its own, the owner of what is asked for. */
  readonly where?: (user: User, request: Request) => boolean | Promise<boolean>;
}

/**
 * Refuses requests that a permission is not for. It stands behind a guard.
 *
 * @throws {TypeError} at once, for what is no scope.
 * @returns throws {@link PermissionDenied}, 403.
 */
export function permit({
  scope,
  superuser = false,
  where,
}: Permission): (request: Request) => Promise<void> {
  const checkScope = scope === undefined ? undefined : requireScope(scope);
  return async (request) => {
    checkScope?.(request);
    const user = userOf(request);
    // JavaScript may answer anything; only a yes is one.
    const answer: unknown = where === undefined || (await where(user, request));
    const isPermitted = (!superuser || user.isSuperuser) && answer === true;
    if (!isPermitted) throw new PermissionDenied();
  };
}
