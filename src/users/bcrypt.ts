import type bcrypt from 'bcrypt';
import { createHash } from 'node:crypto';
import { lazyPackage, loadNative } from '../packages.ts';

/**
 * The package that hashes.
 *
 * @throws {StartupError} when its native part cannot be loaded.
 */
export const bcryptPackage = lazyPackage(() => loadNative<typeof bcrypt>('bcrypt'));

export interface StoredPassword {
  readonly matches: (password: string) => Promise<boolean>;
  /** bcrypt's work factor that takes about as long: 2^cost rounds. */
  readonly cost: number;
}

/** What bcrypt itself goes down to. */
export const LEAST_COST = 4;

/** One hash of this cost takes seconds; a stored one that claims more is damaged, or an attack. */
const MOST_COST = 16;

const HASH = /^\$2[aby](\$(\d\d)\$[./A-Za-z0-9]{53})$/;

/**
 * Reads bcrypt's own `$2b$cost$…`. `$2y$` is PHP's name for the same, `$2a$` the name from before a
 * fault with passwords of 255 bytes was mended (OpenBSD 5.5); Django reads all three alike.
 *
 * @returns undefined for another format, or an absurd cost.
 */
export function readBcrypt(encoded: string): StoredPassword | undefined {
  const [, rest = '', digits = ''] = HASH.exec(encoded) ?? [];
  const cost = Number(digits);
  if (cost < LEAST_COST || cost > MOST_COST) return undefined;
  // The library knows no `$2y$`, and has the fault under the name `$2a$`.
  return { cost, matches: (password) => bcryptPackage().compare(password, `$2b${rest}`) };
}

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
