import type { ServerServices } from '../../src/server/services.ts';
import { OPERATOR } from '../../src/users/authority.ts';

/** Stores a user with this password. */
export type AddUser = (
  username: string,
  password: string,
  options?: { isActive?: boolean; isSuperuser?: boolean; email?: string },
) => Promise<void>;

/** Stores a user with this password. */
export async function addUser(
  { users, hasher }: ServerServices,
  ...[username, password, options = {}]: Parameters<AddUser>
): Promise<void> {
  const encodedPassword = await hasher.encode(password);
  await users.create({ username, email: '', encodedPassword, ...options }, OPERATOR);
}
