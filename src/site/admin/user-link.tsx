import type { VNode } from 'preact';
import type { User } from '../../users/user.ts';
import { Anchor } from '../../layout/anchor.tsx';

/** Where a user's page is, without the slash at its end. */
export function pathOf({ id }: Pick<User, 'id'>): string {
  return `/admin/users/${id}`;
}

/** The way back to a user's page. */
export function BackToUser({ user }: { user: User }): VNode {
  return (
    <p>
      <Anchor to={`${pathOf(user)}/`}>Back to {user.username}</Anchor>
    </p>
  );
}
