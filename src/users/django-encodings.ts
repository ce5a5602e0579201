import { pbkdf2, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { LEAST_COST, readBcrypt } from './bcrypt.ts';
import type { StoredPassword } from './bcrypt.ts';

/** Ten times what Django 5 uses. */
const MOST_ITERATIONS = 10_000_000;

/** Bytes that scrypt may take: Django's default takes 16 MiB. */
const MOST_SCRYPT_MEMORY = 256 * 1024 * 1024;

/** How many iterations of PBKDF2, or blocks of scrypt, take about as long as a round of bcrypt. */
const WORK_OF_ROUND = 150;

const derivePbkdf2 = promisify(pbkdf2);
const deriveScrypt = promisify<string, string, number, object, Buffer>(scrypt);

/**
 * Reads the formats in which Django stores passwords besides `bcrypt_sha256`, so that users who come
 * from there keep theirs: `pbkdf2_sha256`, `pbkdf2_sha1`, `scrypt`, `bcrypt`. New hashes are never
 * written in them.
 *
 * @returns undefined for another format, or for costs so large that checking one password would
 *   keep everybody else waiting.
 */
export function readDjangoEncoding(encoded: string): StoredPassword | undefined {
  const [algorithm = '', ...fields] = encoded.split('$');
  return READERS.get(algorithm)?.(fields);
}

const READERS = new Map<string, (fields: readonly string[]) => StoredPassword | undefined>([
  ['pbkdf2_sha256', (fields) => readPbkdf2('sha256', 32, fields)],
  ['pbkdf2_sha1', (fields) => readPbkdf2('sha1', 20, fields)],
  ['scrypt', readScrypt],
  // Over the password itself: only its first 72 bytes count.
  ['bcrypt', (fields) => readBcrypt(fields.join('$'))],
]);

/** `iterations$salt$base64` */
function readPbkdf2(
  hash: string,
  length: number,
  [count = '', salt = '', base64 = '', ...others]: readonly string[],
): StoredPassword | undefined {
  const iterations = positive(count, MOST_ITERATIONS);
  if (iterations === undefined || others.length > 0) return undefined;
  return {
    cost: costOf(iterations),
    matches: async (password) =>
      isSame(await derivePbkdf2(password, salt, iterations, length, hash), base64),
  };
}

/** `N$salt$r$p$base64` */
function readScrypt([
  n = '',
  salt = '',
  r = '',
  p = '',
  base64 = '',
  ...others
]: readonly string[]): StoredPassword | undefined {
  const cost = positive(n, 2 ** 24);
  const blockSize = positive(r, 64);
  const parallelization = positive(p, 16);
  if (cost === undefined || blockSize === undefined || parallelization === undefined)
    return undefined;
  const memory = 128 * cost * blockSize;
  const bits = Math.log2(cost);
  // RFC 7914 §2; with others OpenSSL would throw.
  const isCost = Number.isInteger(bits) && bits > 0 && bits < 16 * blockSize;
  if (!isCost || memory * parallelization > MOST_SCRYPT_MEMORY || others.length > 0) {
    return undefined;
  }
  const options = { N: cost, r: blockSize, p: parallelization, maxmem: 2 * memory + 2 ** 20 };
  return {
    cost: costOf(cost * blockSize * parallelization),
    matches: async (password) => isSame(await deriveScrypt(password, salt, 64, options), base64),
  };
}

/** bcrypt's work factor that takes about as long. */
function costOf(work: number): number {
  return Math.max(LEAST_COST, Math.round(Math.log2(work / WORK_OF_ROUND)));
}

function positive(text: string, most: number): number | undefined {
  const value = /^[1-9]\d{0,9}$/.test(text) ? Number(text) : Infinity;
  return value <= most ? value : undefined;
}

function isSame(derived: Buffer, base64: string): boolean {
  const stored = Buffer.from(base64, 'base64');
  return stored.length === derived.length && timingSafeEqual(stored, derived);
}
