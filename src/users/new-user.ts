import type { Authority } from './authority.ts';
import { emailProblems, normalizeEmail } from './email.ts';
import { EMAIL_TAKEN } from './login-fields.ts';
import type { PasswordHasher } from './password.ts';
import type { UserStore } from './store.ts';
import type { User } from './user.ts';
import { normalizeUsername, usernameProblems } from './username.ts';

/** In Django's words. */
export const USERNAME_TAKEN = 'That username is already taken.';

/** What keeps a new user from having this name; undefined when nothing does. */
export async function usernameProblem(
  users: UserStore,
  username: string,
): Promise<string | undefined> {
  const problems = usernameProblems(normalizeUsername(username));
  if (problems.length > 0) return problems.join('; ');
  return (await users.findByUsername(username)) === undefined ? undefined : USERNAME_TAKEN;
}

/** What keeps a new user from having this e-mail address; undefined when nothing does. */
export async function emailProblem(users: UserStore, email: string): Promise<string | undefined> {
  const problems = emailProblems(email);
  if (problems.length > 0) return problems.join('; ');
  return (await users.isEmailTaken(email)) ? EMAIL_TAKEN : undefined;
}

/** What is known of a user who is to be made. */
export interface Candidate {
  readonly username: string;
  readonly email: string;
  readonly password: string;
  readonly isActive?: boolean;
  readonly isSuperuser?: boolean;
}

/**
 * Stores a new user.
 *
 * @returns undefined when the name was taken in the meantime.
 * @throws {EmailTaken} when the e-mail address is one that somebody else logs in with.
 */
export async function storeUser(
  { users, hasher }: { readonly users: UserStore; readonly hasher: PasswordHasher },
  { email, password, ...candidate }: Candidate,
  authority: Authority,
): Promise<User | undefined> {
  const encodedPassword = await hasher.encode(password);
  const user = { ...candidate, email: normalizeEmail(email), encodedPassword };
  return users.create(user, authority);
}
