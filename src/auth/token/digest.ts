import { hash } from 'node:crypto';
import { isPrefixed } from './key.ts';

/** How long DRF's keys are, and those that have no prefix. */
const KEY_LENGTH = 40;

/** So many characters tell tokens apart, and leave 128 bits to guess. */
export const PREFIX_LENGTH = 8;

/** 160 random bits need no salt and no slow hash: there is nothing to guess. */
export function digestOf(key: string): string {
  return hash('sha256', key);
}

/**
 * The digests by which a key may be known: its own, or, where it is too long to be one of ours or of
 * DRF's, those of knox, which came from there. knox 5 takes the key's text, 4.2 the bytes that it writes.
 */
export function digestsOf(key: string): string[] {
  if (key.length <= KEY_LENGTH || isPrefixed(key)) return [digestOf(key)];
  const ofText = hash('sha512', key);
  return /^(?:[0-9a-f]{2})+$/i.test(key)
    ? [ofText, hash('sha512', Buffer.from(key, 'hex'))]
    : [ofText];
}
