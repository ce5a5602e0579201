import type { ServerServices } from '../../src/server/services.ts';
import { OPERATOR } from '../../src/users/authority.ts';
import { UserDirectory } from '../../src/users/user-directory.ts';

/** Shuts a user out, or lets them in again, as a command on the server does. */
export async function setActive(
  dependencies: ServerServices,
  username: string,
  isActive: boolean,
): Promise<void> {
  const { directory, id } = await find(dependencies, username);
  await directory.change(id, { isActive }, OPERATOR, true);
}

/** Deletes a user, as a command on the server does. */
export async function deleteUser(dependencies: ServerServices, username: string): Promise<void> {
  const { directory, id } = await find(dependencies, username);
  await directory.delete(id, OPERATOR, true);
}

async function find(
  { users, database, clock }: ServerServices,
  username: string,
): Promise<{ directory: UserDirectory; id: number }> {
  const user = await users.findByUsername(username);
  return { directory: new UserDirectory(database, clock), id: user?.id ?? 0 };
}
