import { randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';

const PREFIX = 'ea101_';
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** 178 random bits. */
const RANDOM_LENGTH = 30;
/** 62 to this power is more than there are checksums. */
const CHECKSUM_LENGTH = 6;

/** What a key of a personal access token looks like. */
export const KEY = /^ea101_[0-9A-Za-z]{36}$/;

/** So much of it tells keys apart, and leaves 130 bits to guess. */
export const SHOWN_LENGTH = PREFIX.length + 8;

/**
 * A new key for a personal access token. As GitHub's it says what it is and whether it is whole, so that
 * programs that look for leaked secrets find it, and report nothing that only looks like one.
 */
export function generateKey(): string {
  const random = Array.from({ length: RANDOM_LENGTH }, () => DIGITS.charAt(randomInt(62))).join('');
  return `${PREFIX}${random}${checksum(random)}`;
}

/** Whether a credential looks like a key of whichever kind: none has a dot, and every JWT does. */
export function isKey(credential: string): boolean {
  return !credential.includes('.');
}

/** Whether a key claims to be one that {@link generateKey} has made. */
export function isPrefixed(key: string): boolean {
  return key.startsWith(PREFIX);
}

/** Whether it can be one. The checksum is no secret: anybody can make a key that is intact. */
export function isIntact(key: string): boolean {
  const end = PREFIX.length + RANDOM_LENGTH;
  return KEY.test(key) && checksum(key.slice(PREFIX.length, end)) === key.slice(end);
}

/** CRC-32 in base 62, the most significant digit first. */
function checksum(random: string): string {
  let rest = crc32(random);
  let text = '';
  while (text.length < CHECKSUM_LENGTH) {
    text = DIGITS.charAt(rest % 62) + text;
    rest = Math.floor(rest / 62);
  }
  return text;
}
