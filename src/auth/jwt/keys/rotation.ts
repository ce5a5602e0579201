import type { Clock } from '../../../clock.ts';
import type { Seal } from '../../../keys/seal.ts';
import type { AlgorithmName } from '../algorithms.ts';
import { generateKey, newKey, SECRET_ID, SHARED_SECRET } from './key.ts';
import type { NewKey, StoredKey } from './key.ts';
import type { PrivateKeyFile } from './private-key-file.ts';
import type { KeyStore, Succession } from './store.ts';

/** Why a key cannot be made or replaced; the message says what to do. */
export class RotationRefused extends Error {
  override readonly name = 'RotationRefused';
}

export interface Rotation {
  readonly key: NewKey;
  /** Unix milliseconds. */
  readonly signsFrom: number;
  /** From here on, in Unix milliseconds, nothing that other keys signed counts. */
  readonly othersExpireAt: number;
}

export interface NewKeyOptions {
  readonly store: KeyStore;
  readonly seal: Seal;
  /** A key that is kept elsewhere; undefined where the database keeps them. */
  readonly file: PrivateKeyFile | undefined;
  /** What the next key is to sign with. */
  readonly algorithm: AlgorithmName;
  /** After so many milliseconds nothing that a key signed is valid any more, by any clock that may count. */
  readonly longest: number;
  readonly clock: Clock;
}

/** The key that is to sign next: that of the file, the shared secret, or one that is new. */
export async function makeKey({ algorithm, file, seal }: NewKeyOptions): Promise<NewKey> {
  if (file !== undefined) return newKey(file.algorithm, file.key);
  if (algorithm === 'HS256') return SHARED_SECRET;
  return newKey(algorithm, await generateKey(algorithm), seal.close.bind(seal));
}

/** Replaces the key that signs, by hand. */
export class KeyRotation {
  readonly #options: NewKeyOptions;

  constructor(options: NewKeyOptions) {
    this.#options = options;
  }

  /**
   * Makes the first key, which signs at once: nobody has cached any.
   *
   * @throws {RotationRefused} when there is one, or it is not the database that keeps it.
   */
  async create(): Promise<Rotation> {
    const { algorithm, file, longest, clock } = this.#options;
    if (algorithm === 'HS256') {
      throw new RotationRefused(
        'JWT_ALGORITHM: is HS256, whose key is JWT_SIGNING_KEY, or SECRET_KEY; set it to RS256, ES256 or EdDSA.',
      );
    }
    if (file !== undefined) {
      throw new RotationRefused(
        'JWT_PRIVATE_KEY_FILE: is set, so that the key is in that file; unset it to have one in the database.',
      );
    }
    const now = clock();
    return this.#publish((keys) => {
      if (keys.some(({ id }) => id !== SECRET_ID)) {
        throw new RotationRefused('There is a key already; rotatejwtkey makes the next one.');
      }
      return { signsFrom: now, othersExpireAt: now + longest, isForAll: false };
    });
  }

  /**
   * Publishes the next key. The one that signs now goes on until then, and is accepted until nothing
   * that it signed is valid any more.
   *
   * @param after milliseconds from now until the next key signs.
   * @throws {RotationRefused} when there is nothing to change to, or one is published already.
   */
  async rotate(after: number): Promise<Rotation> {
    const now = this.#options.clock();
    const signsFrom = now + after;
    const othersExpireAt = signsFrom + this.#options.longest;
    return this.#publish((keys, { id }) => {
      const newest = keys.at(-1);
      if (newest?.id === id) throw this.#isSame(id);
      if (newest !== undefined && newest.signsFrom > now) {
        throw new RotationRefused(
          `The key ${newest.id} is published already, and signs from ${new Date(newest.signsFrom).toISOString()} on; --now makes another one, and ends all JWTs.`,
        );
      }
      return { signsFrom, othersExpireAt, isForAll: false };
    });
  }

  /**
   * Makes a key that signs at once, in place of a stolen one: whatever any other has signed ends.
   *
   * @throws {RotationRefused} when the stolen one is not the database's to replace.
   */
  async replace(): Promise<Rotation> {
    const now = this.#options.clock();
    return this.#publish((keys, { id }) => {
      if (id === SECRET_ID && keys.at(-1)?.id === id) throw this.#isSame(id);
      return { signsFrom: now, othersExpireAt: now, isForAll: true };
    });
  }

  async #publish(
    decide: (keys: readonly StoredKey[], key: NewKey) => Succession,
  ): Promise<Rotation> {
    const { store, clock } = this.#options;
    const key = await makeKey(this.#options);
    const succession = await store.publish(key, clock(), (keys) => decide(keys, key));
    const { signsFrom, othersExpireAt } = succession;
    return { key, signsFrom, othersExpireAt };
  }

  #isSame(id: string): RotationRefused {
    return new RotationRefused(
      id === SECRET_ID
        ? 'JWT_ALGORITHM: is HS256, whose key is in the settings; replace JWT_SIGNING_KEY, or SECRET_KEY, there.'
        : 'JWT_PRIVATE_KEY_FILE: holds the key that signs now; put another one there, and start the server anew.',
    );
  }
}
