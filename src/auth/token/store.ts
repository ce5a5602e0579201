import { randomBytes } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import type { Database, Queries } from '../../database/database.ts';
import type { Migration } from '../../database/migrate.ts';
import { subjectOf } from '../../users/store.ts';
import { toUser, USER_COLUMNS } from '../../users/user.ts';
import type { User, UserRow } from '../../users/user.ts';
import type { Authority } from '../../users/authority.ts';
import type { Seal } from '../../keys/seal.ts';
import { digestOf, PREFIX_LENGTH } from './digest.ts';

/** A token is found by its digest and shown again from its seal; itself it is nowhere. */
export const tokenMigrations: readonly Migration[] = [
  {
    name: 'token/0001-create',
    statements: [
      `CREATE TABLE tokens (
        user_id BIGINT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
        digest TEXT NOT NULL UNIQUE,
        sealed BLOB NOT NULL,
        credentials_epoch INTEGER NOT NULL,
        created_at BIGINT NOT NULL
      )`,
    ],
  },
];

const SELECT_SEALED =
  'SELECT digest, sealed, created_at FROM tokens WHERE user_id = ? AND credentials_epoch = ?';
/** A login that began with the old password must not end what came with the new one. */
const UPSERT = `
  INSERT INTO tokens (user_id, digest, sealed, credentials_epoch, created_at)
  SELECT id, ?, ?, credentials_epoch, ? FROM users WHERE id = ? AND credentials_epoch = ?
  ON CONFLICT (user_id) DO UPDATE SET digest = excluded.digest, sealed = excluded.sealed,
    credentials_epoch = excluded.credentials_epoch, created_at = excluded.created_at
  WHERE tokens.credentials_epoch`;
const INSERT = `${UPSERT} < excluded.credentials_epoch`;
const RESET = `${UPSERT} <= excluded.credentials_epoch`;
const REPLACE = `
  UPDATE tokens SET digest = ?, sealed = ?, created_at = ? WHERE user_id = ? AND digest = ?`;
const DELETE = 'DELETE FROM tokens WHERE user_id = ?';
/** It changes nothing; it locks the row. */
const HOLD = 'UPDATE tokens SET digest = digest WHERE digest = ?';
const RESEAL = 'UPDATE tokens SET sealed = ? WHERE user_id = ? AND digest = ?';
/** What an inactive user had has ended, and is found all the same: DRF tells them why they are refused. */
const SELECT_USER = `
  SELECT ${USER_COLUMNS} FROM tokens
  JOIN users ON users.id = tokens.user_id
    AND (users.credentials_epoch = tokens.credentials_epoch OR users.is_active = 0)
  WHERE tokens.digest = ?`;

export interface IssuedToken {
  readonly key: string;
  /** Whether it was made just now. */
  readonly isNew: boolean;
  /** Whether it takes the place of one that could not be shown: the key it was sealed under is gone. */
  readonly hasReplacedLost?: boolean;
}

interface SealedRow {
  digest: string;
  sealed: Buffer;
  created_at: number;
}

/** The tokens in the database: at most one for each user, as in DRF. */
export class TokenStore {
  readonly #database: Database;
  readonly #seal: Seal;
  readonly #clock: Clock;

  constructor(database: Database, seal: Seal, clock: Clock) {
    this.#database = database;
    this.#seal = seal;
    this.#clock = clock;
  }

  /**
   * The user's token: the one that exists, or a new one where there is none, or none that can be
   * shown again because the key it was sealed under is gone.
   *
   * @returns undefined when the user was deleted, or their credentials ended, in the meantime.
   */
  async obtain(user: User): Promise<IssuedToken | undefined> {
    const { id, credentialsEpoch } = user;
    const made = this.#make(user);
    const values = [made.digest, made.sealed, this.#clock()];
    // One of two first requests at once inserts, and the other finds what is there.
    const { changes } = await this.#database.run(INSERT, ...values, id, credentialsEpoch);
    if (changes > 0) return { key: made.key, isNew: true };
    const row = await this.#selectSealed(user);
    if (row === undefined) return undefined;
    const opened = this.#open(row, user);
    if (opened === undefined) {
      const replaced = await this.#database.run(REPLACE, ...values, id, row.digest);
      // Where somebody else was quicker, what they made is the token.
      if (replaced.changes === 0) return this.obtain(user);
      return { key: made.key, isNew: true, hasReplacedLost: true };
    }
    // So that the older SECRET_KEY can go one day.
    if (opened.isOutdated) await this.#reseal(opened.text, user);
    return { key: opened.text, isNew: false };
  }

  /**
   * What a user's token is known by.
   *
   * @returns undefined when there is none. The prefix is empty where the key that it was sealed under
   *   is gone.
   */
  async describe(user: User): Promise<{ prefix: string; createdAt: number } | undefined> {
    const row = await this.#selectSealed(user);
    if (row === undefined) return undefined;
    const key = this.#open(row, user)?.text ?? '';
    return { prefix: key.slice(0, PREFIX_LENGTH), createdAt: row.created_at };
  }

  /** Ends a user's token. @returns whether there was one. */
  delete(user: User, authority: Authority): Promise<boolean> {
    return this.#database.transaction(subjectOf(user.id), async (queries) => {
      await authority.hold(queries);
      return (await queries.run(DELETE, user.id)).changes > 0;
    });
  }

  /** Whether the user's token works but cannot be shown: it was sealed under a key that is gone. */
  async isLost(user: User): Promise<boolean> {
    const row = await this.#selectSealed(user);
    return row !== undefined && this.#open(row, user) === undefined;
  }

  /** Makes a new token, as {@link obtain} does; the old one is dead from here on. */
  async reset(user: User): Promise<IssuedToken | undefined> {
    const { key, digest, sealed } = this.#make(user);
    const values = [digest, sealed, this.#clock(), user.id, user.credentialsEpoch];
    const { changes } = await this.#database.run(RESET, ...values);
    return changes > 0 ? { key, isNew: true } : undefined;
  }

  /** The user a token was issued to, active or not; undefined for an unknown or ended token. */
  async findUser(key: string): Promise<User | undefined> {
    const row = await this.#database.find<UserRow>(SELECT_USER, digestOf(key));
    return row && toUser(row);
  }

  /** Whether there is such a token, and goes on being until the transaction has ended. */
  async hold(queries: Queries, key: string): Promise<boolean> {
    return (await queries.run(HOLD, digestOf(key))).changes > 0;
  }

  #selectSealed(user: User): Promise<SealedRow | undefined> {
    return this.#database.get(SELECT_SEALED, user.id, user.credentialsEpoch);
  }

  #open({ sealed }: SealedRow, user: User): ReturnType<Seal['open']> {
    return this.#seal.open(sealed, String(user.id));
  }

  async #reseal(key: string, user: User): Promise<void> {
    const sealed = this.#seal.close(key, String(user.id));
    await this.#database.run(RESEAL, sealed, user.id, digestOf(key));
  }

  #make(user: User): { key: string; digest: string; sealed: Buffer } {
    const key = randomBytes(20).toString('hex');
    return { key, digest: digestOf(key), sealed: this.#seal.close(key, String(user.id)) };
  }
}
