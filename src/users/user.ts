/** Somebody who can be authenticated. It carries no secret, so it may travel with the request. */
export interface User {
  readonly id: number;
  readonly username: string;
  readonly email: string;
  readonly isActive: boolean;
  readonly isSuperuser: boolean;
  /** Rises on password change; what was issued under another epoch is dead. */
  readonly credentialsEpoch: number;
  /** When that has last risen, in Unix milliseconds; null for never. */
  readonly credentialsEndedAt: number | null;
  /** When the password has last changed, in Unix milliseconds; null for never, or not known. */
  readonly passwordChangedAt: number | null;
}

/** The columns that {@link toUser} reads, for stores that join a user to what they look up. */
export const USER_COLUMNS = `
  users.id, users.username, users.email, users.is_active, users.is_superuser,
  users.credentials_epoch, users.credentials_ended_at, users.password_changed_at`;

/** A row of {@link USER_COLUMNS}. */
export interface UserRow {
  id: number;
  username: string;
  email: string;
  is_active: number;
  is_superuser: number;
  credentials_epoch: number;
  credentials_ended_at: number | null;
  password_changed_at: number | null;
}

export function toUser(row: UserRow): User {
  return {
    id: row.id,
    username: row.username,
    email: row.email,
    isActive: row.is_active === 1,
    isSuperuser: row.is_superuser === 1,
    credentialsEpoch: row.credentials_epoch,
    credentialsEndedAt: row.credentials_ended_at,
    passwordChangedAt: row.password_changed_at,
  };
}

/** The columns that {@link toListedUser} reads. */
export const LISTED_COLUMNS = `${USER_COLUMNS}, users.created_at`;

/** A user, as administrators see one. */
export interface ListedUser extends User {
  /** Unix milliseconds. */
  readonly createdAt: number;
}

/** A row of {@link LISTED_COLUMNS}. */
export type ListedUserRow = UserRow & { created_at: number };

export function toListedUser(row: ListedUserRow): ListedUser {
  return { ...toUser(row), createdAt: row.created_at };
}

/** An id, which is a positive integer, perhaps as text; undefined for anything else. */
export function idOf(value: unknown): number | undefined {
  const id = typeof value === 'string' && /^[1-9]\d*$/.test(value) ? Number(value) : value;
  return typeof id === 'number' && Number.isSafeInteger(id) && id > 0 ? id : undefined;
}
