import type { Clock } from '../../clock.ts';
import { deleteInBatches } from '../../database/batches.ts';
import type { Database, Queries } from '../../database/database.ts';
import type { Migration } from '../../database/migrate.ts';
import type { User } from '../../users/store.ts';

/**
 * What is known of refresh tokens: their `jti`, never the token. A family is a login and all the
 * tokens that were rotated out of it.
 */
export const jwtMigrations: readonly Migration[] = [
  {
    name: 'jwt/0001-create',
    statements: [
      `CREATE TABLE refresh_tokens (
        jti TEXT PRIMARY KEY,
        family TEXT NOT NULL,
        user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        issued_at BIGINT NOT NULL,
        expires_at BIGINT NOT NULL,
        successor TEXT,
        rotated_at BIGINT,
        revoked_at BIGINT
      )`,
      'CREATE INDEX refresh_tokens_family ON refresh_tokens (family)',
      'CREATE INDEX refresh_tokens_user_id ON refresh_tokens (user_id)',
      'CREATE INDEX refresh_tokens_expires_at ON refresh_tokens (expires_at)',
    ],
  },
];

const INSERT = `
  INSERT INTO refresh_tokens (jti, family, user_id, issued_at, expires_at)
  SELECT ?, ?, id, ?, ? FROM users WHERE id = ?
  ON CONFLICT (jti) DO NOTHING`;
const INSERT_FIRST = `
  INSERT INTO refresh_tokens (jti, family, user_id, issued_at, expires_at)
  SELECT ?, ?, id, ?, ? FROM users WHERE id = ? AND credentials_epoch = ?`;
const SELECT = `
  SELECT jti, user_id, issued_at, expires_at, revoked_at, rotated_at
  FROM refresh_tokens WHERE jti = ?`;
const ROTATE = `
  UPDATE refresh_tokens
  SET successor = COALESCE(successor, ?), rotated_at = COALESCE(rotated_at, ?)
  WHERE jti = ? AND revoked_at IS NULL
  RETURNING successor, rotated_at, family`;
const REVOKE_FAMILY = `
  UPDATE refresh_tokens SET revoked_at = ?
  WHERE family = (SELECT family FROM refresh_tokens WHERE jti = ?) AND revoked_at IS NULL`;
const DELETE_EXPIRED = `
  DELETE FROM refresh_tokens WHERE jti IN
    (SELECT jti FROM refresh_tokens WHERE expires_at <= ? LIMIT ?)`;

/** The largest JWT_LEEWAY, in milliseconds. */
export const MOST_LEEWAY = 600_000;

/** A refresh token as the store knows it; times are Unix milliseconds. */
export interface RefreshToken {
  readonly jti: string;
  readonly userId: number;
  readonly issuedAt: number;
  readonly expiresAt: number;
}

interface RefreshTokenRow {
  jti: string;
  user_id: number;
  issued_at: number;
  expires_at: number;
  revoked_at: number | null;
  rotated_at: number | null;
}

/** The refresh tokens in the database. */
export class RefreshTokenStore {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /**
   * Remembers the first token of a new family.
   *
   * @returns false when the user was deleted, or their credentials ended, in the meantime.
   */
  async add({ jti, issuedAt, expiresAt }: RefreshToken, user: User): Promise<boolean> {
    const { id, credentialsEpoch } = user;
    const values = [jti, jti, issuedAt, expiresAt, id, credentialsEpoch];
    return (await this.#database.run(INSERT_FIRST, ...values)).changes > 0;
  }

  /** Whether the token was revoked, or spent on a successor. */
  async isRevoked(jti: string): Promise<boolean> {
    const row = await this.#database.get<RefreshTokenRow>(SELECT, jti);
    return row !== undefined && (row.revoked_at !== null || row.rotated_at !== null);
  }

  /**
   * Spends a token on its successor. Asked again within the grace period, it gives the same
   * successor, because two tabs or a lost answer look like that; later, somebody else has the
   * token, and the whole family ends (RFC 9700 §4.14.2).
   *
   * A genuine token that the store has never seen was issued elsewhere under the same key, by
   * SimpleJWT for one; it becomes the first of its family.
   *
   * @param grace milliseconds.
   * @returns the successor, or why there is none: the token was `revoked` before, or it was `reused`,
   *   and its family has ended just now.
   */
  rotate(
    token: RefreshToken,
    successor: RefreshToken,
    grace: number,
  ): Promise<RefreshToken | 'revoked' | 'reused'> {
    return this.#database.transaction(subjectOf(token.userId), async (queries) => {
      const now = this.#clock();
      await this.#insert(queries, token, token.jti);
      interface Rotated {
        successor: string;
        rotated_at: number;
        family: string;
      }
      const rotated = await queries.get<Rotated>(ROTATE, successor.jti, now, token.jti);
      if (rotated === undefined) return 'revoked';
      if (rotated.successor === successor.jti) {
        await this.#insert(queries, successor, rotated.family);
        return successor;
      }
      if (now - rotated.rotated_at >= grace) {
        await queries.run(REVOKE_FAMILY, now, token.jti);
        return 'reused';
      }
      const row = await queries.get<RefreshTokenRow>(SELECT, rotated.successor);
      if (row?.revoked_at !== null) return 'revoked';
      return {
        jti: row.jti,
        userId: row.user_id,
        issuedAt: row.issued_at,
        expiresAt: row.expires_at,
      };
    });
  }

  /** Ends a token and all that descend from the same login, whether or not it was seen before. */
  async revokeFamily(token: RefreshToken): Promise<void> {
    await this.#database.transaction(subjectOf(token.userId), async (queries) => {
      await this.#insert(queries, token, token.jti);
      await queries.run(REVOKE_FAMILY, this.#clock(), token.jti);
    });
  }

  /**
   * Forgets tokens that no clock takes for valid any more: until then a revoked one must not look
   * like one that was never seen.
   *
   * @returns how many.
   */
  deleteExpired(): Promise<number> {
    const before = this.#clock() - MOST_LEEWAY;
    return deleteInBatches((limit) => this.#database.run(DELETE_EXPIRED, before, limit));
  }

  async #insert(queries: Queries, token: RefreshToken, family: string): Promise<void> {
    const { jti, userId, issuedAt, expiresAt } = token;
    await queries.run(INSERT, jti, family, issuedAt, expiresAt, userId);
  }
}

/** A family must not end while a successor joins it. */
export function subjectOf(userId: number): string {
  return `refresh tokens of ${userId}`;
}
