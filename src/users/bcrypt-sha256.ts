import bcrypt from 'bcrypt';
import { createHash } from 'node:crypto';

/** One hash of this cost takes seconds; a stored one that claims more is damaged, or an attack. */
export const MOST_BCRYPT_COST = 16;

/** Django's BCryptSHA256PasswordHasher: its name, an empty field, then bcrypt's own `$2b$cost$…`. */
const ENCODED = /^bcrypt_sha256\$(\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53})$/;

/** Checks a password against what it was read from. */
export type PasswordCheck = (password: string) => Promise<boolean>;

/** @returns `bcrypt_sha256$$2b$…`, in Django's format, which a Django server reads. */
export async function encodeBcryptSha256(password: string, cost: number): Promise<string> {
  return `bcrypt_sha256$${await bcrypt.hash(digest(password), cost)}`;
}

/** @returns undefined for another format, or an absurd cost. */
export function readBcryptSha256(encoded: string): PasswordCheck | undefined {
  const [, hash, cost] = ENCODED.exec(encoded) ?? [];
  if (hash === undefined || Number(cost) > MOST_BCRYPT_COST) return undefined;
  return (password) => bcrypt.compare(digest(password), hash);
}

/** The work factor of an encoded password; undefined for another format. */
export function bcryptSha256Cost(encoded: string): number | undefined {
  const cost = ENCODED.exec(encoded)?.[2];
  return cost === undefined ? undefined : Number(cost);
}

function digest(password: string): string {
  return createHash('sha256').update(password, 'utf8').digest('hex');
}
