import { flagOf, textOf, timeOf } from '../../../src/auth/django.ts';
import { idOf } from '../../../src/users/user.ts';
import type { DjangoRow } from '../../../src/auth/django.ts';
import { readDjangoEncoding } from '../../../src/users/django-encodings.ts';
import { LONGEST_SPELLING, normalizeUsername } from '../../../src/users/username.ts';

/** What is taken over of a user; of any other column the name is reported. */
export const KNOWN_FIELDS = ['email', 'password', 'is_active', 'is_superuser', 'date_joined'];

/** A user as Django has them. */
export interface DjangoUser {
  readonly id: number;
  /** As it is stored there. */
  readonly username: string;
  readonly email: string;
  /** The encoded password. */
  readonly password: string;
  readonly isActive: boolean;
  readonly isSuperuser: boolean;
  /** Unix milliseconds. */
  readonly createdAt: number | undefined;
}

/**
 * Reads a user.
 *
 * @param nameField what they log in with.
 * @returns why it cannot be taken over, where it cannot.
 */
export function readUser(row: DjangoRow, nameField: string): DjangoUser | string {
  const id = idOf(row.pk);
  const username = textOf(row[nameField]);
  const email = textOf(row.email) ?? '';
  const password = textOf(row.password) ?? '';
  if (id === undefined) return 'users are left out: their id is no positive integer';
  if (username === undefined) return `users are left out: they have no ${nameField}`;
  if ([username, email, password].some((text) => /[\0\p{Surrogate}]/u.test(text))) {
    return 'users are left out: there are characters in their texts that no database holds';
  }
  if (username.length > LONGEST_SPELLING) return 'users are left out: their name is too long';
  return {
    id,
    username,
    email,
    password,
    isActive: row.is_active === undefined || flagOf(row.is_active),
    isSuperuser: flagOf(row.is_superuser),
    createdAt: timeOf(row.date_joined),
  };
}

/** Django's name for how a password is kept. */
export function hasherOf({ password }: DjangoUser): string {
  if (password === '' || password.startsWith('!')) return 'no password';
  if (/^(?:md5\$\$)?[0-9a-f]{32}$/.test(password)) return 'unsalted_md5';
  if (password.startsWith('sha1$$')) return 'unsalted_sha1';
  return /^(\w{1,30})\$/.exec(password)?.[1] ?? 'unknown';
}

/** Whether there is a password, and it is kept in a way that is read here. */
export function isReadable({ password }: DjangoUser): boolean {
  return readDjangoEncoding(password) !== undefined;
}

/** What keeps anybody from typing a name; undefined when nothing does. */
export function nameObstacle(stored: string): string | undefined {
  if (stored.trim() === '') return 'have a blank name, which no form takes';
  if (stored.trim() !== stored) return 'have white space around their name, which forms cut off';
  if (normalizeUsername(stored) !== stored) {
    return 'have a name that is another one’s in Unicode’s form NFKC, in which names are looked up';
  }
  return undefined;
}
