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
  'SELECT sealed, created_at FROM tokens WHERE user_id = ? AND credentials_epoch = ?';
const INSERT = `
  INSERT INTO tokens (user_id, digest, sealed, credentials_epoch, created_at)
  VALUES (?, ?, ?, ?, ?)`;
const DELETE = 'DELETE FROM tokens WHERE user_id = ?';
/** It changes nothing; it locks the row. */
const HOLD = 'UPDATE tokens SET digest = digest WHERE digest = ?';
const RESEAL = 'UPDATE tokens SET sealed = ? WHERE user_id = ? AND digest = ?';
const SELECT_CURRENT = 'SELECT id FROM users WHERE id = ? AND credentials_epoch = ?';
/** What an inactive user had has ended, and is found all the same: DRF tells them why they are refused. */
const SELECT_USER = `
  SELECT ${USER_COLUMNS} FROM tokens
  JOIN users ON users.id = tokens.user_id
    AND (users.credentials_epoch = tokens.credentials_epoch OR users.is_active = 0)
  WHERE tokens.digest = ?`;

/** A user's token. */
export interface IssuedToken {
  readonly key: string;
  /** Whether it was made just now. */
  readonly isNew: boolean;
}

interface SealedRow {
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
    return (
      (await this.#find(this.#database, user)) ??
      // Two first requests at once meet here; the second finds what the first has made.
      this.#database.transaction(
        subjectOf(user.id),
        async (queries) => (await this.#find(queries, user)) ?? this.#replace(queries, user),
      )
    );
  }

  /**
   * What a user's token is known by.
   *
   * @returns undefined when there is none. The prefix is empty where the key that it was sealed under
   *   is gone.
   */
  async describe(user: User): Promise<{ prefix: string; createdAt: number } | undefined> {
    const row = await this.#selectSealed(this.#database, user);
    if (row === undefined) return undefined;
    const key = this.#seal.open(row.sealed, String(user.id))?.text ?? '';
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
    const row = await this.#selectSealed(this.#database, user);
    return row !== undefined && this.#seal.open(row.sealed, String(user.id)) === undefined;
  }

  /** Makes a new token, as {@link obtain} does; the old one is dead from here on. */
  reset(user: User): Promise<IssuedToken | undefined> {
    return this.#database.transaction(subjectOf(user.id), (queries) =>
      this.#replace(queries, user),
    );
  }

  /** The user a token was issued to, active or not; undefined for an unknown or ended token. */
  async findUser(key: string): Promise<User | undefined> {
    const row = await this.#database.get<UserRow>(SELECT_USER, digestOf(key));
    return row && toUser(row);
  }

  /** Whether there is such a token, and goes on being until the transaction has ended. */
  async hold(queries: Queries, key: string): Promise<boolean> {
    return (await queries.run(HOLD, digestOf(key))).changes > 0;
  }

  #selectSealed(queries: Queries, user: User): Promise<SealedRow | undefined> {
    return queries.get(SELECT_SEALED, user.id, user.credentialsEpoch);
  }

  async #find(queries: Queries, user: User): Promise<IssuedToken | undefined> {
    const row = await this.#selectSealed(queries, user);
    const opened = row && this.#seal.open(row.sealed, String(user.id));
    if (opened?.isOutdated) {
      // So that the older SECRET_KEY can go one day.
      const sealed = this.#seal.close(opened.text, String(user.id));
      await queries.run(RESEAL, sealed, user.id, digestOf(opened.text));
    }
    return opened && { key: opened.text, isNew: false };
  }

  async #replace(queries: Queries, user: User): Promise<IssuedToken | undefined> {
    // A login that began with the old password must not end what came with the new one.
    const { id, credentialsEpoch } = user;
    if ((await queries.get(SELECT_CURRENT, id, credentialsEpoch)) === undefined) return undefined;
    const key = randomBytes(20).toString('hex');
    const sealed = this.#seal.close(key, String(user.id));
    await queries.run(DELETE, user.id);
    await queries.run(INSERT, user.id, digestOf(key), sealed, user.credentialsEpoch, this.#clock());
    return { key, isNew: true };
  }
}
