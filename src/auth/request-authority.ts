import type { Request } from 'express';
import { AuthorityEnded, userAuthority } from '../users/authority.ts';
import type { Authority } from '../users/authority.ts';
import type { User } from '../users/user.ts';
import type { Scheme } from './scheme.ts';

/**
 * What an authenticated request may: as much as its user, as long as the credential that it was made
 * with has not been ended by itself.
 *
 * @param scheme that let the request in.
 */
export function requestAuthority(
  request: Request,
  user: User,
  { holdCredential }: Pick<Scheme, 'holdCredential'>,
): Authority {
  const ofUser = userAuthority(user);
  if (holdCredential === undefined) return ofUser;
  return {
    ...ofUser,
    async hold(queries) {
      // The user first, as whatever deletes one does: two transactions that lock in one order cannot
      // wait for each other.
      await ofUser.hold(queries);
      if (!(await holdCredential(queries, request))) throw new AuthorityEnded();
    },
  };
}
