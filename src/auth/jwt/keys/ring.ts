import { createPrivateKey, createPublicKey } from 'node:crypto';
import type { JsonWebKey, KeyObject } from 'node:crypto';
import { writeIfPossible } from '../../../database/failures.ts';
import { ServiceUnavailable } from '../../../http/http-error.ts';
import { StartupError } from '../../../startup-error.ts';
import type { AlgorithmName } from '../algorithms.ts';
import { importJwk } from './json-web-key.ts';
import { publishFirst } from './first-key.ts';
import type { FirstKeyOptions } from './first-key.ts';
import { isLive, SECRET_ID } from './key.ts';
import type { StoredKey } from './key.ts';

/** For how long the keys are remembered before they are read again, in milliseconds. */
const REMEMBERED = 60_000;

/** How often an unknown `kid` makes them be read again before that, at most; in milliseconds. */
const LOOK_INTERVAL = 1000;

export interface SigningKey {
  readonly key: KeyObject;
  /** The header's `kid`; undefined for the shared secret, whose tokens look as they always did. */
  readonly kid: string | undefined;
}

export interface VerifyingKey {
  /** As the database calls it. */
  readonly id: string;
  /** Any of them may have signed it: the shared secret has older ones that still count. */
  readonly keys: readonly KeyObject[];
}

export interface KeyRingOptions extends FirstKeyOptions {
  /** The keys of HS256: the first signs, any verifies. */
  readonly secrets: readonly [KeyObject, ...KeyObject[]];
}

/**
 * The keys of all processes, as this one knows them. The database says which of them signs, so that
 * all agree; it is asked at each signature, and once for those of the same moment. Checking one goes
 * by memory, because what reads the token's user asks in the same statement whether its key still
 * counts.
 */
export class KeyRing {
  readonly #options: KeyRingOptions;
  readonly #verifying = new Map<string, VerifyingKey>();
  readonly #signing = new Map<string, KeyObject>();
  #keys: readonly StoredKey[] = [];
  #readAt = -Infinity;
  #lookedAt = -Infinity;
  #reading: Promise<void> | undefined;
  #beginning: Promise<void> | undefined;

  constructor(options: KeyRingOptions) {
    this.#options = options;
  }

  /**
   * Makes sure, when the server starts, that it can sign. A database that cannot be written to just
   * now is no reason not to start.
   *
   * @throws {StartupError} when it never could, as without the SECRET_KEY that sealed the key.
   */
  async prepare(): Promise<void> {
    await writeIfPossible(async () => {
      await this.#begin();
      const found = await this.#findSigningKey();
      if (typeof found === 'string') throw new StartupError(found);
    });
  }

  /**
   * The key that signs now.
   *
   * @throws {ServiceUnavailable} 503 when there is none, or the database is away.
   */
  async signingKey(): Promise<SigningKey> {
    await this.#begin();
    const found = await this.#findSigningKey();
    if (typeof found !== 'string') return found;
    throw new ServiceUnavailable('Tokens cannot be signed now.', 60, new Error(found));
  }

  /**
   * The key that a token's header names, unless there is none. One that is unknown is looked for in
   * the database, once in a second at most, however many such tokens there are.
   *
   * @param kid undefined for a header without; it may be the shared secret's, or that of a file.
   */
  async find(algorithm: AlgorithmName, kid: string | undefined): Promise<VerifyingKey | undefined> {
    const id = this.#idOf(algorithm, kid);
    if (id === undefined || id === SECRET_ID) return this.known(algorithm, kid);
    await this.#refresh(REMEMBERED);
    const known = this.known(algorithm, kid);
    if (known !== undefined) return known;
    await this.#look();
    return this.known(algorithm, kid);
  }

  /** The same, where the database is not to be asked. */
  known(algorithm: AlgorithmName, kid: string | undefined): VerifyingKey | undefined {
    const id = this.#idOf(algorithm, kid);
    if (id === SECRET_ID) return { id, keys: this.#options.secrets };
    const { file } = this.#options;
    const key = this.#keys.find((each) => each.id === id);
    // The database may not have taken it in yet, where it can only be read.
    if (key === undefined && file !== undefined && file.id === id && file.algorithm === algorithm) {
      return { id, keys: [createPublicKey(file.key)] };
    }
    if (key?.algorithm !== algorithm || !isLive(key, this.#options.clock())) return undefined;
    return this.#verifyingKey(key);
  }

  /** The public keys that count now, or will: JWKs, the next to sign last. */
  async published(): Promise<(JsonWebKey & { kid: string; alg: string })[]> {
    await writeIfPossible(() => this.#begin());
    await this.#refresh(LOOK_INTERVAL);
    const now = this.#options.clock();
    return this.#keys
      .filter((key) => isLive(key, now))
      .flatMap(({ id, algorithm, publicKey }) => {
        if (publicKey === null) return [];
        const jwk = JSON.parse(publicKey) as JsonWebKey;
        return [{ ...jwk, kid: id, alg: algorithm, use: 'sig' }];
      });
  }

  #idOf(algorithm: AlgorithmName, kid: string | undefined): string | undefined {
    if (algorithm === 'HS256') return kid === undefined ? SECRET_ID : undefined;
    // Other programs that sign with the same file may name no key, as SimpleJWT does.
    return kid ?? this.#options.file?.id;
  }

  /** The first time: publishes the key of the file, or makes the first key, where there is none. */
  #begin(): Promise<void> {
    this.#beginning ??= publishFirst(this.#options).catch((error: unknown) => {
      this.#beginning = undefined;
      throw error;
    });
    return this.#beginning;
  }

  /**
   * The newest whose time has come, of those whose private part this process can have.
   *
   * @returns why there is none, with the remedy, where that is so.
   */
  async #findSigningKey(): Promise<SigningKey | string> {
    await this.#read();
    const { clock, secrets, file } = this.#options;
    const now = clock();
    const due = this.#keys.filter((key) => key.signsFrom <= now && isLive(key, now));
    for (const { id, sealed } of due.toReversed()) {
      if (id === SECRET_ID) return { key: secrets[0], kid: undefined };
      if (id === file?.id) return { key: file.key, kid: id };
      if (sealed === null) continue;
      const key = this.#open(id, sealed);
      if (key !== undefined) return { key, kid: id };
      return 'SECRET_KEY: is not the one that sealed the key that signs JWTs; set that one, or npm run manage -- rotatejwtkey --now makes a new key and ends all JWTs.';
    }
    return 'JWT_PRIVATE_KEY_FILE: not set, and the key that signs JWTs is in such a file; name it, or npm run manage -- rotatejwtkey makes a key in the database.';
  }

  #open(id: string, sealed: Buffer): KeyObject | undefined {
    const known = this.#signing.get(id);
    if (known !== undefined) return known;
    const opened = this.#options.seal.open(sealed, id);
    if (opened === undefined) return undefined;
    const key = createPrivateKey(opened.text);
    this.#signing.set(id, key);
    return key;
  }

  #verifyingKey({ id, publicKey }: StoredKey): VerifyingKey | undefined {
    const known = this.#verifying.get(id);
    if (known !== undefined || publicKey === null) return known;
    const key = { id, keys: [importJwk(JSON.parse(publicKey) as JsonWebKey)] };
    this.#verifying.set(id, key);
    return key;
  }

  /** However many ask for what there is not, the database is asked once for all of them. */
  async #look(): Promise<void> {
    const now = this.#options.clock();
    if (this.#reading === undefined && Math.abs(now - this.#lookedAt) < LOOK_INTERVAL) return;
    this.#lookedAt = now;
    await this.#read();
  }

  async #refresh(age: number): Promise<void> {
    if (Math.abs(this.#options.clock() - this.#readAt) < age) return;
    await this.#read();
  }

  /** Requests that come meanwhile wait for the same answer. */
  async #read(): Promise<void> {
    this.#reading ??= this.#load().finally(() => {
      this.#reading = undefined;
    });
    await this.#reading;
  }

  async #load(): Promise<void> {
    this.#keys = await this.#options.store.list();
    this.#readAt = this.#options.clock();
  }
}
