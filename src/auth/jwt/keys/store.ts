import { deleteInBatches } from '../../../database/batches.ts';
import type { Database, Queries } from '../../../database/database.ts';
import { SECRET_ID, SHARED_SECRET } from './key.ts';
import type { NewKey, StoredKey } from './key.ts';

const SELECT = `
  SELECT id, algorithm, public_key AS "publicKey", sealed, published_at AS "publishedAt",
    signs_from AS "signsFrom", expires_at AS "expiresAt"
  FROM jwt_keys ORDER BY signs_from, published_at, id`;
const INSERT = `
  INSERT INTO jwt_keys (id, algorithm, public_key, sealed, published_at, signs_from)
  VALUES (?, ?, ?, ?, ?, ?)`;
const INSERT_SECRET = `${INSERT} ON CONFLICT (id) DO NOTHING`;
/** The shared secret, or the key of a file, may come back. */
const PUBLISH = `
  ${INSERT} ON CONFLICT (id) DO UPDATE SET signs_from = excluded.signs_from, expires_at = NULL`;
/** What was to sign next never will: it is as if its time had been before all others'. */
const OVERTAKE = 'UPDATE jwt_keys SET signs_from = 0 WHERE id <> ? AND signs_from > ?';
const RETIRE = 'UPDATE jwt_keys SET expires_at = ? WHERE id <> ? AND expires_at IS NULL';
const DROP = `
  UPDATE jwt_keys SET expires_at = ? WHERE id <> ? AND (expires_at IS NULL OR expires_at > ?)`;
const RESEAL = 'UPDATE jwt_keys SET sealed = ? WHERE id = ? AND sealed = ?';
/** Without its row, the shared secret would count again. */
const DELETE_EXPIRED = `
  DELETE FROM jwt_keys WHERE id IN
    (SELECT id FROM jwt_keys WHERE expires_at <= ? AND id <> '${SECRET_ID}' LIMIT ?)`;

/** A day, in milliseconds: by then no process remembers a key that has expired. */
const REMEMBERED = 86_400_000;

/** When a new key takes over, and when the others end, in Unix milliseconds. */
export interface Succession {
  readonly signsFrom: number;
  readonly othersExpireAt: number;
  /** Whether that also shortens the life of those that have been replaced before. */
  readonly isForAll: boolean;
}

/**
 * The keys of tokens in the database, so that every process on every machine has them. Their public
 * parts stand there in the clear, their private parts are sealed.
 */
export class KeyStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** All that are not forgotten, the shared secret included, by when they begin to sign. */
  async list(queries: Queries = this.#database): Promise<StoredKey[]> {
    const keys = await queries.all<StoredKey>(SELECT);
    return keys.some(({ id }) => id === SECRET_ID) ? keys : [SHARED_SECRET, ...keys];
  }

  /**
   * Publishes a key, which is to replace all others. Of several processes that do so at once, each
   * sees what the one before has done.
   *
   * @param decide given the keys there are, says when it takes over; undefined leaves all as it was.
   * @param now Unix milliseconds.
   * @returns what was decided.
   */
  publish<Decision extends Succession | undefined>(
    key: NewKey,
    now: number,
    decide: (keys: readonly StoredKey[]) => Decision,
  ): Promise<Decision> {
    return this.#database.transaction('jwt keys', async (queries) => {
      const succession = decide(await this.list(queries));
      if (succession === undefined) return succession;
      const { signsFrom, othersExpireAt, isForAll } = succession;
      await queries.run(INSERT_SECRET, SECRET_ID, SHARED_SECRET.algorithm, null, null, 0, 0);
      const { id, algorithm, publicKey, sealed } = key;
      await queries.run(PUBLISH, id, algorithm, publicKey, sealed, now, signsFrom);
      await queries.run(OVERTAKE, id, now);
      if (isForAll) await queries.run(DROP, othersExpireAt, id, othersExpireAt);
      else await queries.run(RETIRE, othersExpireAt, id);
      return succession;
    });
  }

  /** Seals a private key anew, unless somebody has done so since it was read. */
  async reseal({ id, sealed }: StoredKey, anew: Buffer): Promise<void> {
    await this.#database.run(RESEAL, anew, id, sealed);
  }

  /** Forgets keys that expired a day ago. @returns how many. */
  deleteExpired(now: number): Promise<number> {
    return deleteInBatches((limit) => this.#database.run(DELETE_EXPIRED, now - REMEMBERED, limit));
  }
}
