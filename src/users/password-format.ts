import { decoyBcryptSha256, encodeBcryptSha256, isBcryptSha256 } from './bcrypt.ts';
import type { StoredPassword } from './bcrypt.ts';
import { decoyPbkdf2Sha256, encodePbkdf2Sha256, isPbkdf2Sha256 } from './pbkdf2.ts';

/** A way to write passwords. Costs are bcrypt's work factor, whatever the format: 2^cost rounds. */
export interface PasswordFormat {
  encode(password: string, cost: number): Promise<string>;
  /** Whether a password is encoded as {@link encode} would. */
  isCurrent(encoded: string, cost: number): boolean;
  /** Takes as long to check as any password of this cost, and matches none. */
  decoy(cost: number): StoredPassword;
}

/** In Django's names. Django's own default reads without a package of its own. */
export const PASSWORD_FORMATS = {
  bcrypt_sha256: {
    encode: encodeBcryptSha256,
    isCurrent: isBcryptSha256,
    decoy: decoyBcryptSha256,
  },
  pbkdf2_sha256: {
    encode: encodePbkdf2Sha256,
    isCurrent: isPbkdf2Sha256,
    decoy: decoyPbkdf2Sha256,
  },
} as const satisfies Record<string, PasswordFormat>;

/** The name of a format that passwords can be written in. */
export type PasswordFormatName = keyof typeof PASSWORD_FORMATS;

export const PASSWORD_FORMAT_NAMES = Object.keys(PASSWORD_FORMATS) as PasswordFormatName[];
