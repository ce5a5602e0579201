import { createHash } from 'node:crypto';
import { bcryptPackage, readBcrypt } from './bcrypt.ts';
import type { StoredPassword } from './bcrypt.ts';

/** Django's BCryptSHA256PasswordHasher: its name, an empty field, then bcrypt's own `$2b$cost$…`. */
const PREFIX = 'bcrypt_sha256$';

/** @returns `bcrypt_sha256$$2b$…`, in Django's format, which a Django server reads. */
export async function encodeBcryptSha256(password: string, cost: number): Promise<string> {
  return `${PREFIX}${await bcryptPackage().hash(digest(password), cost)}`;
}

/** @returns undefined for another format, or an absurd cost. */
export function readBcryptSha256(encoded: string): StoredPassword | undefined {
  if (!encoded.startsWith(PREFIX)) return undefined;
  const stored = readBcrypt(encoded.slice(PREFIX.length));
  return stored && { ...stored, matches: (password) => stored.matches(digest(password)) };
}

/** Whether a password is encoded as {@link encodeBcryptSha256} would. */
export function isBcryptSha256(encoded: string, cost: number): boolean {
  const isCurrent = encoded.startsWith(`${PREFIX}${bcryptPrefix(cost)}`);
  return isCurrent && readBcryptSha256(encoded) !== undefined;
}

/** Takes as long to check as any password of this cost, and matches none: its hash is all zeros. */
export function decoyBcryptSha256(cost: number): StoredPassword {
  const hash = `${bcryptPrefix(cost)}${'.'.repeat(53)}`;
  return { cost, matches: (password) => bcryptPackage().compare(digest(password), hash) };
}

function bcryptPrefix(cost: number): string {
  return `$2b$${String(cost).padStart(2, '0')}$`;
}

function digest(password: string): string {
  return createHash('sha256').update(password, 'utf8').digest('hex');
}
