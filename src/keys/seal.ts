import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts what has to be shown again, so that a copy of the database alone shows nothing:
 * AES-256-GCM (NIST SP 800-38D), stored as IV, tag and ciphertext in one.
 */
export class Seal {
  readonly #keys: readonly KeyObject[];

  /** @param keys 256-bit keys; the first seals, any opens. */
  constructor(keys: readonly KeyObject[]) {
    this.#keys = keys;
  }

  /** @param owner is bound to the text, which will not open for another one. */
  close(text: string, owner: string): Buffer {
    const [key] = this.#keys;
    if (key === undefined) throw new TypeError('a seal needs a key');
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(ALGORITHM, key, iv).setAAD(Buffer.from(owner));
    const ciphertext = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), ciphertext]);
  }

  /**
   * @returns the text, and whether an older key opened it; undefined when no key opens it or it was
   *   tampered with.
   */
  open(sealed: Buffer, owner: string): { text: string; isOutdated: boolean } | undefined {
    const iv = sealed.subarray(0, IV_BYTES);
    const tag = sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES);
    const ciphertext = sealed.subarray(IV_BYTES + TAG_BYTES);
    for (const key of this.#keys) {
      try {
        const decipher = createDecipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES })
          .setAAD(Buffer.from(owner))
          .setAuthTag(tag);
        const text = Buffer.concat([decipher.update(ciphertext), decipher.final()]);
        return { text: text.toString('utf8'), isOutdated: key !== this.#keys[0] };
      } catch {
        // Not this key; perhaps the next.
      }
    }
    return undefined;
  }
}
