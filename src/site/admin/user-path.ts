import type { User } from '../../users/user.ts';

/** Where a user's page is, without the slash at its end. */
export function pathOf({ id }: Pick<User, 'id'>): string {
  return `/admin/users/${id}`;
}
