import { createSecretKey, hkdfSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/**
 * SECRET_KEY and the older keys that are still accepted. What the server signs or seals uses the
 * first; what it reads back may carry any of them, so that a key can be replaced without logging
 * anybody out.
 */
export class SecretKeys {
  /** As they are set, the current one first. */
  readonly secrets: readonly [string, ...string[]];

  /** @param keys the current key first. */
  constructor(keys: readonly [string, ...string[]]) {
    this.secrets = keys;
  }

  /**
   * Keys for one purpose, made by HKDF-SHA-256 (RFC 5869), so that no two purposes share a key.
   *
   * @param purpose names the use; another name gives other keys.
   * @returns 32-byte keys, the current one first.
   */
  derive(purpose: string): readonly [KeyObject, ...KeyObject[]] {
    const deriveFrom = (key: string): KeyObject =>
      createSecretKey(Buffer.from(hkdfSync('sha256', key, '', `expressauth101 ${purpose}`, 32)));
    const [current, ...older] = this.secrets;
    return [deriveFrom(current), ...older.map(deriveFrom)];
  }
}
