import { toUser, USER_COLUMNS } from './user.ts';
import type { User, UserRow } from './user.ts';

/** The columns that {@link toListedUser} reads. */
export const LISTED_COLUMNS = `${USER_COLUMNS}, users.created_at`;

/** A user, as administrators see one. */
export interface ListedUser extends User {
  /** Unix milliseconds. */
  readonly createdAt: number;
}

/** A row of {@link LISTED_COLUMNS}. */
export type ListedUserRow = UserRow & { created_at: number };

/** Row → user. */
export function toListedUser(row: ListedUserRow): ListedUser {
  return { ...toUser(row), createdAt: row.created_at };
}
