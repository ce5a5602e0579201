import { availableParallelism } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import pLimit from 'p-limit';
import { ServiceUnavailable } from '../errors.ts';
import { timeHash } from '../telemetry/timed-hash.ts';
import { bcryptSha256Cost, encodeBcryptSha256, readBcryptSha256 } from './bcrypt-sha256.ts';
import type { PasswordCheck } from './bcrypt-sha256.ts';
import { readDjangoEncoding } from './django-encodings.ts';

/** How many hashes may wait their turn before callers are sent away. */
const QUEUE_LIMIT = 64;

/**
 * For how many seconds those have to wait for their answer, too. Who is refused at once and comes
 * again at once would keep the process so busy with refusals that all other requests wait.
 */
const REFUSAL_PAUSE = 1;

/**
 * One hash per two processors leaves the others to requests that need none.
 *
 * @param processes how many share this machine's processors.
 */
export function hashesAtOnce(processes = 1): number {
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
  /** Hashes a password for nothing. */
  readonly #decoy: PasswordCheck;
  /** The hashes that wait for their turn, and those that run. */
  readonly queue = pLimit(hashesAtOnce());
  /** Is told of each hash, in milliseconds. */
  hashed: ((waited: number, took: number) => void) | undefined;

  /** @param cost bcrypt's work factor: 2^cost rounds. */
  constructor(cost: number) {
    this.#cost = cost;
    this.#decoy = (password) => encodeBcryptSha256(password, cost).then(() => false);
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
   * Checks a password in the time of exactly one hash. With no encoded password to check against
   * (an unknown user), or one that nobody can read, a decoy of the current cost is hashed instead,
   * so that the answer's timing tells nothing. A stored hash of another cost takes its own time,
   * until its user's next login.
   *
   * @throws {ServiceUnavailable} when too many hashes wait already.
   */
  async verify(password: string, encoded = ''): Promise<boolean> {
    let check = readBcryptSha256(encoded);
    check ??= readDjangoEncoding(encoded);
    check ??= this.#decoy;
    const matches = await this.#enqueue(() => check(password));
    // Lone surrogates all become U+FFFD in UTF-8, where one such password would match another.
    return matches && password.isWellFormed();
  }

  /** Whether a new hash of the same password would be stored differently. */
  needsUpgrade(encoded: string): boolean {
    return bcryptSha256Cost(encoded) !== this.#cost;
  }

  async #enqueue<Result>(hash: () => Promise<Result>): Promise<Result> {
    if (this.queue.pendingCount >= QUEUE_LIMIT) {
      await wait(REFUSAL_PAUSE * 1000);
      const detail = 'Too many logins at once. Try again in a moment.';
      throw new ServiceUnavailable(detail, REFUSAL_PAUSE);
    }
    if (this.hashed !== undefined) hash = timeHash(hash, this.hashed);
    return this.queue(hash);
  }
}
