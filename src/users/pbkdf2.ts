import { pbkdf2, randomInt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { LEAST_COST } from './bcrypt.ts';
import type { StoredPassword } from './bcrypt.ts';

/** Ten times what Django 5 uses. */
const MOST_ITERATIONS = 10_000_000;

/** How many iterations of PBKDF2, or blocks of scrypt, take about as long as a round of bcrypt. */
const WORK_OF_ROUND = 150;

const SALT_CHARACTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
/** As many as Django takes: 128 bits. */
const SALT_LENGTH = 22;

const HASHES = {
  pbkdf2_sha256: { hash: 'sha256', length: 32 },
  pbkdf2_sha1: { hash: 'sha1', length: 20 },
} as const;

export type Pbkdf2Algorithm = keyof typeof HASHES;

const derive = promisify(pbkdf2);

/**
 * @param cost bcrypt's work factor that takes about as long; 12 gives 614,400 iterations, and OWASP's
 *   Password Storage Cheat Sheet asks for 600,000.
 * @returns `pbkdf2_sha256$iterations$salt$base64`, in Django's format and for Django's default hasher.
 */
export async function encodePbkdf2Sha256(password: string, cost: number): Promise<string> {
  const salt = Array.from({ length: SALT_LENGTH }, () =>
    SALT_CHARACTERS.charAt(randomInt(SALT_CHARACTERS.length)),
  ).join('');
  const derived = await derivePbkdf2('pbkdf2_sha256', password, salt, iterationsOf(cost));
  return `${currentPrefix(cost)}${salt}$${derived.toString('base64')}`;
}

/** Whether a password is encoded as {@link encodePbkdf2Sha256} would. */
export function isPbkdf2Sha256(encoded: string, cost: number): boolean {
  const [algorithm, ...fields] = encoded.split('$');
  const isCurrent = encoded.startsWith(currentPrefix(cost)) && algorithm === 'pbkdf2_sha256';
  return isCurrent && readPbkdf2(algorithm, fields) !== undefined;
}

/** Takes as long to check as any password of this cost, and matches none. */
export function decoyPbkdf2Sha256(cost: number): StoredPassword {
  return {
    cost,
    async matches(password) {
      await derivePbkdf2('pbkdf2_sha256', password, '', iterationsOf(cost));
      return false;
    },
  };
}

/**
 * Reads `iterations$salt$base64`.
 *
 * @returns undefined for fields that are none, or too many iterations.
 */
export function readPbkdf2(
  algorithm: Pbkdf2Algorithm,
  [count = '', salt = '', base64 = '', ...others]: readonly string[],
): StoredPassword | undefined {
  const iterations = readCost(count, MOST_ITERATIONS);
  if (iterations === undefined || others.length > 0) return undefined;
  return {
    cost: costOf(iterations),
    matches: async (password) =>
      isSame(await derivePbkdf2(algorithm, password, salt, iterations), base64),
  };
}

/** bcrypt's work factor that takes about as long. */
export function costOf(work: number): number {
  return Math.max(LEAST_COST, Math.round(Math.log2(work / WORK_OF_ROUND)));
}

/** A positive number of up to so much; undefined for any other text. */
export function readCost(text: string, most: number): number | undefined {
  const value = /^[1-9]\d{0,9}$/.test(text) ? Number(text) : Infinity;
  return value <= most ? value : undefined;
}

/** Whether what was derived is what is stored, in a time that does not tell how much of it is. */
export function isSame(derived: Buffer, base64: string): boolean {
  const stored = Buffer.from(base64, 'base64');
  return stored.length === derived.length && timingSafeEqual(stored, derived);
}

function derivePbkdf2(
  algorithm: Pbkdf2Algorithm,
  password: string,
  salt: string,
  iterations: number,
): Promise<Buffer> {
  const { hash, length } = HASHES[algorithm];
  return derive(password, salt, iterations, length, hash);
}

function iterationsOf(cost: number): number {
  return WORK_OF_ROUND * 2 ** cost;
}

function currentPrefix(cost: number): string {
  return `pbkdf2_sha256$${iterationsOf(cost)}$`;
}
