import { z } from 'zod';
import type { Services } from './auth/services.ts';
import { remedyFor } from './setting/unknown-names.ts';
import { visibleText } from './startup-error.ts';
import { OPERATOR } from './users/authority.ts';
import { emailProblem, storeUser, usernameProblem } from './users/new-user.ts';
import type { Candidate } from './users/new-user.ts';
import { unusablePassword } from './users/password-rules.ts';
import type { User } from './users/user.ts';

/** Users, for programs: the caller of these may do anything. */
export interface Users {
  /** @throws {TypeError} for what is no text. */
  find(username: string): Promise<User | undefined>;
  /**
   * @throws {Error} for a name or an e-mail address that is taken or is none, for a password that is blank or no
   *   text, and for what no user has. A password's strength is not judged.
   */
  create(user: Omit<Candidate, 'email'> & { readonly email?: string }): Promise<User>;
  /**
   * Sets a password, which ends all that was issued to the user.
   *
   * @throws {Error} for a name that nobody has, and for a password that is blank or no text.
   */
  setPassword(username: string, password: string): Promise<User>;
}

/** A missing variable that was to give it would make an active user of one who was to be none. */
const Flag = z.boolean('has to be true or false.').exactOptional();

/** No compiler has checked what a program in JavaScript hands over. */
const CheckedCandidate = z.strictObject(
  {
    username: z.string('has to be text.'),
    email: z.string('has to be text.').optional(),
    // The same is said of it here and for setPassword.
    password: z.unknown().optional(),
    isActive: Flag,
    isSuperuser: Flag,
  },
  'has to be an object.',
);

/** Users, as the library hands them to the app. */
export function libraryUsers({
  users,
  hasher,
  events,
}: Pick<Services, 'users' | 'hasher' | 'events'>): Users {
  return {
    async find(username) {
      requireName('find', username);
      return users.findByUsername(username);
    },
    async create(wanted) {
      checkCandidate(wanted);
      const candidate = { ...wanted, email: wanted.email ?? '' };
      const problem =
        (await usernameProblem(users, candidate.username)) ??
        (await emailProblem(users, candidate.email));
      if (problem !== undefined) throw new Error(`${candidate.username}: ${problem}`);
      refuseUnusable(candidate.username, candidate.password);
      const user = await storeUser({ users, hasher }, candidate, OPERATOR);
      if (user === undefined) throw new Error(`${candidate.username}: was taken meanwhile`);
      await events.record('user created', { user });
      return user;
    },
    async setPassword(username, password) {
      requireName('setPassword', username);
      refuseUnusable(username, password);
      const found = await users.findByUsername(username);
      const user =
        found && (await users.changePassword(found.id, await hasher.encode(password), OPERATOR));
      if (user === undefined) throw new Error(`${username}: there is no such user`);
      await events.record('password changed', { user });
      return user;
    },
  };
}

/** @throws {Error} for the first thing that is wrong: what is left out silently may be what was meant. */
function checkCandidate(wanted: unknown): void {
  const [issue] = CheckedCandidate.safeParse(wanted).error?.issues ?? [];
  if (issue === undefined) return;
  if (issue.code !== 'unrecognized_keys') {
    throw new Error(`create: ${issue.path.join('.') || 'a user'} ${issue.message}`);
  }
  const [name = ''] = issue.keys;
  const remedy = remedyFor(name, Object.keys(CheckedCandidate.shape));
  throw new Error(`create: a user has no '${visibleText(name)}'; ${remedy}`);
}

function requireName(method: string, username: unknown): void {
  if (typeof username !== 'string') throw new TypeError(`${method}: the name has to be text`);
}

/** @param password what no compiler has checked: a variable that was to hold it may be missing, or empty. */
function refuseUnusable(username: string, password: unknown): void {
  const problem =
    typeof password === 'string' ? unusablePassword(password) : 'The password has to be text.';
  if (problem !== undefined) throw new Error(`${username}: ${problem}`);
}
