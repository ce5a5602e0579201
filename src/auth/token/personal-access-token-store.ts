import { boundedCache } from '../../bounded-cache.ts';
import type { Clock } from '../../clock.ts';
import { deleteInBatches } from '../../database/batches.ts';
import type { Database, Queries } from '../../database/database.ts';
import { writeIfPossible } from '../../database/failures.ts';
import type { Migration } from '../../database/migrate.ts';
import { requirePassword } from '../../users/authority.ts';
import type { Authority } from '../../users/authority.ts';
import { subjectOf } from '../../users/store.ts';
import { toUser, USER_COLUMNS } from '../../users/user.ts';
import type { User, UserRow } from '../../users/user.ts';
import type { Bearer } from '../bearer-strategy.ts';
import type { NamedCredential, NamedCredentials } from '../named-credentials.ts';
import { digestOf, digestsOf } from './digest.ts';
import { generateKey, SHOWN_LENGTH } from './key.ts';

/** Tokens beside DRF's one. They are shown once, so that their digest is enough. */
export const personalAccessTokenMigrations: readonly Migration[] = [
  {
    name: 'token/0002-named',
    statements: [
      `CREATE TABLE named_tokens (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        credentials_epoch INTEGER NOT NULL,
        name TEXT NOT NULL,
        digest TEXT NOT NULL UNIQUE,
        prefix TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        expires_at BIGINT,
        last_used_at BIGINT
      )`,
      'CREATE INDEX named_tokens_user_id ON named_tokens (user_id)',
      'CREATE INDEX named_tokens_expires_at ON named_tokens (expires_at)',
    ],
  },
  {
    name: 'token/0003-scope',
    statements: ['ALTER TABLE named_tokens ADD COLUMN scope TEXT'],
  },
];

/** Those of a {@link NamedCredential}. */
const COLUMNS = `
  id, name, prefix, scope, created_at AS "createdAt", expires_at AS "expiresAt",
  last_used_at AS "lastUsedAt"`;
/** Only those of older epochs: a request that began under one must not delete what came after it. */
const DELETE_ENDED = `
  DELETE FROM named_tokens WHERE user_id = ? AND (credentials_epoch < ? OR expires_at <= ?)`;
const COUNT = 'SELECT COUNT(*) AS count FROM named_tokens WHERE user_id = ?';
const INSERT = `
  INSERT INTO named_tokens
    (user_id, credentials_epoch, name, digest, prefix, scope, created_at, expires_at)
  SELECT id, credentials_epoch, ?, ?, ?, ?, ?, ? FROM users WHERE id = ? AND credentials_epoch = ?
  RETURNING ${COLUMNS}`;
const SELECT = `
  SELECT ${COLUMNS} FROM named_tokens
  WHERE user_id = ? AND credentials_epoch = ? AND (expires_at IS NULL OR expires_at > ?)
  ORDER BY id`;
const SELECT_USER = `
  SELECT ${USER_COLUMNS}, named_tokens.scope, named_tokens.expires_at FROM named_tokens
  JOIN users ON users.id = named_tokens.user_id
    AND (users.credentials_epoch = named_tokens.credentials_epoch OR users.is_active = 0)
  WHERE named_tokens.digest = ?`;
/** It changes nothing; it locks the row. */
const HOLD = `
  UPDATE named_tokens SET digest = digest
  WHERE digest = ? AND (expires_at IS NULL OR expires_at > ?)`;
const USED = 'UPDATE named_tokens SET last_used_at = ? WHERE digest = ?';
const DELETE = 'DELETE FROM named_tokens WHERE id = ? AND user_id = ? RETURNING name';
const DELETE_EXPIRED = `
  DELETE FROM named_tokens WHERE id IN
    (SELECT id FROM named_tokens WHERE expires_at <= ? LIMIT ?)`;

/** How many a user can have. */
export const MOST_TOKENS = 100;

/** Every use counts, but one write in this many milliseconds is enough. */
const INTERVAL = 60_000;
/** For how many tokens the time is remembered at which their last use was written. */
const CACHE_SIZE = 10_000;

/** What its maker says of a token. */
export interface NewToken {
  readonly name: string;
  /** null for a token that may do all that its user may. */
  readonly scope: string | null;
  /** Unix milliseconds; null for never. */
  readonly expiresAt: number | null;
}

/** Tokens that users make for their programs, give names, and revoke. */
export class PersonalAccessTokenStore implements NamedCredentials {
  readonly #database: Database;
  readonly #clock: Clock;
  /** Digest → when its last use was written. */
  readonly #usedAt = boundedCache<number>(CACHE_SIZE);

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /**
   * Makes a token.
   *
   * @returns the token and what is kept of it; `full` when the user has too many already; undefined
   *   when the user was deleted, or their credentials ended, in the meantime.
   */
  create(
    user: User,
    { name, scope, expiresAt }: NewToken,
    authority: Authority,
  ): Promise<{ key: string; token: NamedCredential } | 'full' | undefined> {
    const now = this.#clock();
    const key = generateKey();
    const values = [name, digestOf(key), key.slice(0, SHOWN_LENGTH), scope, now, expiresAt];
    return this.#database.transaction(subjectOf(user.id), async (queries) => {
      await authority.hold(queries);
      requirePassword(authority);
      await queries.run(DELETE_ENDED, user.id, user.credentialsEpoch, now);
      const counted = await queries.get<{ count: number }>(COUNT, user.id);
      if ((counted?.count ?? 0) >= MOST_TOKENS) return 'full';
      const epoch = user.credentialsEpoch;
      const token = await queries.get<NamedCredential>(INSERT, ...values, user.id, epoch);
      return token && { key, token };
    });
  }

  /** Those that work. */
  list({ id, credentialsEpoch }: User): Promise<NamedCredential[]> {
    return this.#database.all(SELECT, id, credentialsEpoch, this.#clock());
  }

  /** Whom a token was issued to, active or not; undefined for one that is unknown or has ended. */
  async findBearer(key: string): Promise<Bearer | undefined> {
    type Row = UserRow & { scope: string | null; expires_at: number | null };
    for (const digest of digestsOf(key)) {
      const row = await this.#database.find<Row>(SELECT_USER, digest);
      const now = this.#clock();
      if (row === undefined || (row.expires_at ?? Infinity) <= now) continue;
      if (now - (this.#usedAt.get(digest) ?? 0) >= INTERVAL) {
        this.#usedAt.set(digest, now);
        await writeIfPossible(() => this.#database.run(USED, now, digest));
      }
      return { user: toUser(row), scope: row.scope };
    }
    return undefined;
  }

  /** @returns the name of the token that is gone; undefined when the user had none with this id. */
  delete(user: User, id: number, authority: Authority): Promise<string | undefined> {
    return this.#database.transaction(subjectOf(user.id), async (queries) => {
      await authority.hold(queries);
      return (await queries.get<{ name: string }>(DELETE, id, user.id))?.name;
    });
  }

  /** Whether there is such a token, and goes on being until the transaction has ended. */
  async hold(queries: Queries, key: string): Promise<boolean> {
    for (const digest of digestsOf(key)) {
      if ((await queries.run(HOLD, digest, this.#clock())).changes > 0) return true;
    }
    return false;
  }

  /** Forgets tokens that have expired, and says how many. */
  deleteExpired(): Promise<number> {
    const now = this.#clock();
    return deleteInBatches((limit) => this.#database.run(DELETE_EXPIRED, now, limit));
  }
}
