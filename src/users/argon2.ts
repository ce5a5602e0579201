import type Argon2 from '@node-rs/argon2';
import { lazyPackage, loadNative } from '../packages.ts';
import { LEAST_COST } from './bcrypt.ts';
import type { StoredPassword } from './bcrypt.ts';

/** Django's Argon2PasswordHasher: its name, then the string that all Argon2 libraries write. */
const ENCODED =
  /^argon2(\$argon2(?:id|i|d)(?:\$v=(?:16|19))?\$m=(\d{1,7}),t=(\d{1,4}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,64})\$([A-Za-z0-9+/]{6,86}))$/;

/** Kibibytes that a hash may take. Django's default is 100 MiB. */
const MOST_MEMORY = 256 * 1024;
const MOST_LANES = 16;

/** Blocks of a kibibyte that a hash may work through: seconds. Django's default is 204,800. */
const MOST_BLOCKS = 4 * 1024 * 1024;

/** How many blocks take about as long as a round of bcrypt. */
const BLOCKS_OF_ROUND = 100;

/** @throws {StartupError} when its native part cannot be loaded. */
const argon2Package = lazyPackage(() => loadNative<typeof Argon2>('@node-rs/argon2'));

/**
 * Reads Django's `argon2$argon2id$v=19$m=…,t=…,p=…$salt$hash` (RFC 9106). The package that checks it
 * is loaded when the first such password is.
 *
 * @returns undefined for another format, or for costs so large that checking one password would keep
 *   everybody else waiting.
 */
export function readArgon2(encoded: string): StoredPassword | undefined {
  const [, hash = '', memory, passes, lanes, ...base64] = ENCODED.exec(encoded) ?? [];
  const [m, t, p] = [Number(memory), Number(passes), Number(lanes)];
  // RFC 9106 §3.1: a lane has eight blocks at least.
  const isPossible = t >= 1 && p >= 1 && m >= 8 * p;
  const isBounded = m <= MOST_MEMORY && p <= MOST_LANES && m * t <= MOST_BLOCKS;
  if (!isPossible || !isBounded || !base64.every(isBase64)) return undefined;
  return {
    cost: Math.max(LEAST_COST, Math.round(Math.log2((m * t) / BLOCKS_OF_ROUND))),
    matches: (password) => argon2Package().verify(hash, password),
  };
}

/** Whether a text is the one way to write some bytes, which the package insists on. */
function isBase64(text: string): boolean {
  return Buffer.from(text, 'base64').toString('base64').replaceAll('=', '') === text;
}
