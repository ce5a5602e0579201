import { scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { readArgon2 } from './argon2.ts';
import { readBcrypt, readBcryptSha256 } from './bcrypt.ts';
import type { StoredPassword } from './bcrypt.ts';
import { costOf, isSame, readCost, readPbkdf2 } from './pbkdf2.ts';

/** Bytes that scrypt may take: Django's default takes 16 MiB. */
const MOST_SCRYPT_MEMORY = 256 * 1024 * 1024;

const deriveScrypt = promisify<string, string, number, object, Buffer>(scrypt);

/**
 * Reads the formats in which Django stores passwords, so that users who come from there keep theirs:
 * `bcrypt_sha256`, `pbkdf2_sha256`, `pbkdf2_sha1`, `argon2`, `scrypt`, `bcrypt`.
 *
 * @returns undefined for another format, or for costs so large that checking one password would
 *   keep everybody else waiting.
 */
export function readDjangoEncoding(encoded: string): StoredPassword | undefined {
  const [algorithm = '', ...fields] = encoded.split('$');
  return READERS.get(algorithm)?.(fields, encoded);
}

type Reader = (fields: readonly string[], encoded: string) => StoredPassword | undefined;

const READERS = new Map<string, Reader>([
  ['bcrypt_sha256', (_fields, encoded) => readBcryptSha256(encoded)],
  ['pbkdf2_sha256', (fields) => readPbkdf2('pbkdf2_sha256', fields)],
  ['pbkdf2_sha1', (fields) => readPbkdf2('pbkdf2_sha1', fields)],
  ['argon2', (_fields, encoded) => readArgon2(encoded)],
  ['scrypt', readScrypt],
  // Over the password itself: only its first 72 bytes count.
  ['bcrypt', (fields) => readBcrypt(fields.join('$'))],
]);

/** `N$salt$r$p$base64` */
function readScrypt([
  n = '',
  salt = '',
  r = '',
  p = '',
  base64 = '',
  ...others
]: readonly string[]): StoredPassword | undefined {
  const cost = readCost(n, 2 ** 24);
  const blockSize = readCost(r, 64);
  const parallelization = readCost(p, 16);
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
