import { readBoolean, readFields, ValidationError } from '../../http/fields.ts';
import type { FieldValues, TextField } from '../../http/fields.ts';
import { emailProblems } from '../../users/email.ts';
import { passwordProblems } from '../../users/password-rules.ts';

const OPTIONAL = { trim: true, isOptional: true } as const;
const OPTIONAL_SECRET = { trim: false, isOptional: true } as const;
const EMAIL = { ...OPTIONAL, mayBeBlank: true } as const;

/** What a request that makes a user says of them. */
export const NEW_USER_FIELDS = {
  username: { trim: true },
  email: EMAIL,
  password: { trim: false },
  current_password: OPTIONAL_SECRET,
} as const;

/** What a request that changes a user says of them. */
export const CHANGE_FIELDS = {
  username: OPTIONAL,
  email: EMAIL,
  password: OPTIONAL_SECRET,
  current_password: OPTIONAL_SECRET,
} as const;

/** What it may say besides: true or false. */
export const FLAGS = ['is_active', 'is_superuser'] as const;

type Flags = Partial<Record<(typeof FLAGS)[number], boolean>>;

/**
 * Reads all of it, and names everything that does not hold at once.
 *
 * @throws {ValidationError} 400.
 */
export function readUserFields<Fields extends Readonly<Record<string, TextField>>>(
  data: unknown,
  fields: Fields,
): FieldValues<Fields> & Flags {
  const problems: Record<string, readonly string[]> = {};
  const collect = <Result>(read: () => Result): Result | undefined => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof ValidationError)) throw error;
      Object.assign(problems, error.body);
      return undefined;
    }
  };
  const texts = collect(() => readFields(data, fields));
  const flags: Flags = {};
  for (const name of FLAGS) {
    const flag = collect(() => readBoolean(Object(data) as object, name));
    if (flag !== undefined) flags[name] = flag;
  }
  if (texts === undefined) throw new ValidationError(problems);
  refuse(problems);
  return { ...texts, ...flags };
}

/**
 * What is wrong by the rules for every user.
 *
 * @param given what is to be stored; what is undefined stays as it is.
 * @param about whose it is.
 * @returns sentences by field; empty when all is well.
 */
export function ruleProblems(
  given: { readonly email?: string | undefined; readonly password?: string | undefined },
  about: { readonly username: string; readonly email: string },
): Record<string, readonly string[]> {
  const problems = {
    email: given.email === undefined ? [] : emailProblems(given.email),
    password: given.password === undefined ? [] : passwordProblems(given.password, about),
  };
  return Object.fromEntries(Object.entries(problems).filter(([, found]) => found.length > 0));
}

/** @throws {ValidationError} 400 when anything is wrong. */
export function refuse(problems: Readonly<Record<string, readonly string[]>>): void {
  if (Object.keys(problems).length > 0) throw new ValidationError(problems);
}
