import { LONG } from '../database/database.ts';
import type { Database } from '../database/database.ts';
import { isDuplicate, writeIfPossible } from '../database/failures.ts';
import { StartupError } from '../startup-error.ts';
import { ValidationError } from '../http/fields.ts';
import type { User } from './user.ts';

/** What somebody can type at a login to say who they are. */
export const LOGIN_FIELDS = ['username', 'email'] as const;

export type LoginField = (typeof LOGIN_FIELDS)[number];

/** As Django's `iexact`: the database says which letters are the same. Blank is no address. */
export const HAS_EMAIL = `LOWER(email) = LOWER(?) AND email <> ''`;

const CREATE_INDEX = `
  CREATE UNIQUE INDEX IF NOT EXISTS users_login_email ON users (LOWER(email)) WHERE email <> ''`;
const DROP_INDEX = 'DROP INDEX IF EXISTS users_login_email';
const COUNT_SHARED = `
  SELECT COUNT(*) AS count FROM (
    SELECT LOWER(email) FROM users WHERE email <> '' GROUP BY LOWER(email) HAVING COUNT(*) > 1
  ) AS shared`;

/** In Django's words. */
export const EMAIL_TAKEN = 'That email address is already taken.';

/** 400: somebody else logs in with this e-mail address. */
export class EmailTaken extends ValidationError {
  constructor() {
    super({ email: [EMAIL_TAKEN] });
  }
}

/**
 * Makes sure that an e-mail address is one user's, as long as users log in with it: an index keeps it
 * so, whichever program writes. Where they do not, several users may have one.
 *
 * @throws {StartupError} when several users have one already.
 */
export async function keepEmailsUnique(
  database: Database,
  fields: readonly LoginField[],
): Promise<void> {
  const keep = (): Promise<unknown> =>
    fields.includes('email')
      ? database.transaction('unique emails', (queries) => queries.run(CREATE_INDEX), LONG)
      : database.run(DROP_INDEX);
  // A database that can only be read has the indexes of the one that it follows.
  await writeIfPossible(keep).catch(async (error: unknown) => {
    if (isDuplicate(error)) await refuseSharedEmails(database);
    throw error;
  });
}

/** @throws {StartupError} when several users have one e-mail address. */
export async function refuseSharedEmails(database: Database): Promise<void> {
  const { count = 0 } = (await database.get<{ count: number }>(COUNT_SHARED)) ?? {};
  if (count === 0) return;
  throw new StartupError(
    `LOGIN_FIELDS: has email, and ${count} e-mail address${count === 1 ? ' belongs' : 'es belong'} to several users; give each user one of their own, or none, or set LOGIN_FIELDS=username.`,
  );
}

/** What a user types to log in. */
export function loginOf(
  { username, email }: Pick<User, 'username' | 'email'>,
  fields: readonly LoginField[],
): string {
  return fields.includes('username') ? username : email;
}

/** The names under which attempts to log in are counted, however they are written. */
export interface AttemptNames {
  /** The account's, whichever of its fields was typed. */
  readonly account: string;
  /** Of what was typed: each field of an account has its own. */
  readonly field: string;
}

/**
 * The names under which an attempt is counted. A limit that shows after few attempts goes by the field:
 * were it the account's, an attacker who has used it up with an address would see by a name whether the two are
 * one user's.
 *
 * @param typed normalised as a username.
 * @param found who logs in with it, where anybody does.
 */
export function attemptNames(
  typed: string,
  found: Pick<User, 'username' | 'email'> | undefined,
  fields: readonly LoginField[],
): AttemptNames {
  if (!fields.includes('email')) return { account: typed, field: typed };
  const isByName = found === undefined || found.username === typed || found.email === '';
  const field = isByName ? typed : found.email;
  const account = fields.includes('username') ? (found?.username ?? typed) : field;
  return { account: fold(account), field: fold(field) };
}

/** Whether there is such an e-mail address must not show in whether case counts. */
function fold(name: string): string {
  return name.includes('@') ? name.toLowerCase() : name;
}

/** Passes an error on; an e-mail address that is another user's becomes {@link EmailTaken}. */
export function refuseTakenEmail(error: unknown): never {
  throw isDuplicate(error) ? new EmailTaken() : error;
}
