import type { ServerServices } from '../../src/server/services.ts';
import { Credentials } from '../../src/users/credentials.ts';
import type { User } from '../../src/users/user.ts';

/** The user whom a name and a password belong to, asked without a request. */
export async function checkPassword(
  { users, hasher }: Pick<ServerServices, 'users' | 'hasher'>,
  username: string,
  password: string,
): Promise<User | undefined> {
  return (await new Credentials(users, hasher).verify(username, password)).user;
}
