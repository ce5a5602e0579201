import { availableParallelism } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import pLimit from 'p-limit';
import type { LimitFunction } from 'p-limit';
import { ServiceUnavailable } from '../http/errors.ts';
import { timeHash } from '../server/telemetry/timed-hash.ts';
import { bcryptPackage } from './bcrypt-package.ts';
import {
  decoyBcryptSha256,
  encodeBcryptSha256,
  isBcryptSha256,
  readBcryptSha256,
} from './bcrypt-sha256.ts';
import { readDjangoEncoding } from './django-encodings.ts';

/** How many hashes may wait their turn before callers are sent away. */
const QUEUE_LIMIT = 64;

/**
 * For how many seconds those have to wait for their answer, too. Who is refused at once and comes
 * again at once would keep the process so busy with refusals that all other requests wait.
 */
const REFUSAL_PAUSE = 1;

/** One hash per two processors leaves the others to requests that need none. */
function hashesAtOnce(processes: number): number {
  return Math.max(1, Math.floor(availableParallelism() / 2 / processes));
}

/**
 * Turns passwords into what is stored, and checks them against it, in Django's `bcrypt_sha256`
 * format: bcrypt over the hex SHA-256, so that no byte after the 72nd is ignored. A password is
 * hashed as its UTF-8 bytes, exactly as it was typed: two Unicode normal forms of one text are two
 * passwords, as in Django.
 *
 * One hash takes a thread of Node's pool for hundreds of milliseconds, so few run at a time; the pool
 * stays free for files and random bytes.
 */
export class PasswordHasher {
  readonly #cost: number;
  /** The hashes that wait for their turn, and those that run. */
  readonly queue: LimitFunction;
  /** Is told of each hash, in milliseconds. */
  hashed: ((waited: number, took: number) => void) | undefined;

  /**
   * @param cost bcrypt's work factor: 2^cost rounds.
   * @param processes how many share this machine's processors.
   * @throws {StartupError} when bcrypt cannot be loaded.
   */
  constructor(cost: number, processes = 1) {
    // At boot, not at the first login.
    bcryptPackage();
    this.#cost = cost;
    this.queue = pLimit(hashesAtOnce(processes));
  }

  /**
   * @param password any well-formed text.
   * @returns `bcrypt_sha256$$2b$…`.
   * @throws {RangeError} for a text with a lone surrogate, which has no UTF-8 form.
   * @throws {ServiceUnavailable} when too many hashes wait already.
   */
  async encode(password: string): Promise<string> {
    if (!password.isWellFormed()) throw new RangeError('a password must be well-formed Unicode');
    return this.#enqueue(() => encodeBcryptSha256(password, this.#cost));
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
    const stored =
      readBcryptSha256(encoded) ?? readDjangoEncoding(encoded) ?? decoyBcryptSha256(this.#cost);
    if (await stored.matches(password)) return true;
    // After 2^cost rounds, as many again, then twice as many and so on add up to 2^#cost.
    for (let { cost } = stored; cost < this.#cost; cost++) {
      await decoyBcryptSha256(cost).matches(password);
    }
    return false;
  }

  /** Whether a new hash of the same password would be stored differently. */
  needsUpgrade(encoded: string): boolean {
    return !isBcryptSha256(encoded, this.#cost);
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
