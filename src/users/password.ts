import { availableParallelism } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import pLimit from 'p-limit';
import type { LimitFunction } from 'p-limit';
import { ServiceUnavailable } from '../http/http-error.ts';
import { bcryptPackage } from './bcrypt.ts';
import { readDjangoEncoding } from './django-encodings.ts';
import { PASSWORD_FORMATS } from './password-format.ts';
import type { PasswordFormat, PasswordFormatName } from './password-format.ts';

/** How many hashes may wait their turn before callers are sent away. */
const QUEUE_LIMIT = 64;

/**
 * For how many seconds those have to wait for their answer, too. A client that is refused at once and
 * comes again at once would keep the process so busy with refusals that all other requests wait.
 */
const REFUSAL_PAUSE = 1;

/** One hash per two processors leaves the others to requests that need none. */
function hashesAtOnce(processes: number): number {
  return Math.max(1, Math.floor(availableParallelism() / 2 / processes));
}

/**
 * Turns passwords into what is stored, and checks them against it, in a format of Django's:
 * `bcrypt_sha256` (bcrypt over the hex SHA-256, so that no byte after the 72nd is ignored) unless it is
 * told another. A password is hashed as its UTF-8 bytes, exactly as it was typed: two Unicode normal
 * forms of one text are two passwords, as in Django.
 *
 * One hash takes a thread of Node's pool for hundreds of milliseconds, so few run at a time; the pool
 * stays free for files and random bytes.
 */
export class PasswordHasher {
  readonly #cost: number;
  readonly #format: PasswordFormat;
  /** The hashes that wait for their turn, and those that run. */
  readonly queue: LimitFunction;
  /** Is told of each hash, in milliseconds. */
  hashed: ((waited: number, took: number) => void) | undefined;

  /**
   * @param cost bcrypt's work factor: 2^cost rounds.
   * @param processes how many share this machine's processors.
   * @param format of new hashes, of about this cost, too.
   * @throws {StartupError} when bcrypt cannot be loaded.
   */
  constructor(cost: number, processes = 1, format: PasswordFormatName = 'bcrypt_sha256') {
    // At boot, not at the first login.
    bcryptPackage();
    this.#cost = cost;
    this.#format = PASSWORD_FORMATS[format];
    this.queue = pLimit(hashesAtOnce(processes));
  }

  /**
   * @param password any well-formed text.
   * @returns `bcrypt_sha256$$2b$…`, or what the format is.
   * @throws {RangeError} for a text with a lone surrogate, which has no UTF-8 form.
   * @throws {ServiceUnavailable} when too many hashes wait already.
   */
  async encode(password: string): Promise<string> {
    if (!password.isWellFormed()) throw new RangeError('a password must be well-formed Unicode');
    return this.#enqueue(() => this.#format.encode(password, this.#cost));
  }

  /**
   * Checks a password. A wrong one takes the time of exactly one hash of the current cost, so that
   * the answer's timing tells nothing: also where there is no encoded password (an unknown user), or
   * one that nobody can read, or one of a lower cost. One of a higher cost takes its own time, until
   * its user's next login.
   *
   * @throws {ServiceUnavailable} when too many hashes wait already.
   */
  async verify(password: string, encoded = ''): Promise<boolean> {
    const matches = await this.#enqueue(() => this.#matches(password, encoded));
    // Lone surrogates all become U+FFFD in UTF-8, where one such password would match another.
    return matches && password.isWellFormed();
  }

  async #matches(password: string, encoded: string): Promise<boolean> {
    const stored = readDjangoEncoding(encoded) ?? this.#format.decoy(this.#cost);
    if (await stored.matches(password)) return true;
    // After 2^cost rounds, as many again, then twice as many and so on add up to 2^#cost.
    for (let { cost } = stored; cost < this.#cost; cost++) {
      await this.#format.decoy(cost).matches(password);
    }
    return false;
  }

  /** Whether a new hash of the same password would be stored differently. */
  needsUpgrade(encoded: string): boolean {
    return !this.#format.isCurrent(encoded, this.#cost);
  }

  async #enqueue<Result>(hash: () => Promise<Result>): Promise<Result> {
    if (this.queue.pendingCount >= QUEUE_LIMIT) {
      await wait(REFUSAL_PAUSE * 1000);
      const detail = 'Too many logins at once. Try again in a moment.';
      throw new ServiceUnavailable(detail, REFUSAL_PAUSE);
    }
    return this.queue(this.hashed === undefined ? hash : timeHash(hash, this.hashed));
  }
}

/** A hash that tells how long it waited from now on until it was called, and how long it then took. */
function timeHash<Result>(
  hash: () => Promise<Result>,
  hashed: (waited: number, took: number) => void,
): () => Promise<Result> {
  const askedAt = performance.now();
  return async () => {
    const startedAt = performance.now();
    try {
      return await hash();
    } finally {
      hashed(startedAt - askedAt, performance.now() - startedAt);
    }
  };
}
