import type { Request } from 'express';
import type { Clock } from '../../clock.ts';
import { deleteInBatches } from '../../database/batches.ts';
import type { Database } from '../../database/database.ts';
import type { Migration } from '../../database/migrate.ts';
import { clientOf } from '../../http/client.ts';
import type { User } from '../../users/store.ts';
import { MOST_LOGINS } from '../login.ts';
import type { Login, Logins } from '../login.ts';
import { subjectOf } from './store.ts';

/** Where a family of refresh tokens was last renewed from: what its owner knows it by. */
export const loginMigrations: readonly Migration[] = [
  {
    name: 'jwt/0002-families',
    statements: [
      `CREATE TABLE refresh_families (
        family TEXT PRIMARY KEY,
        user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        credentials_epoch INTEGER NOT NULL,
        created_at BIGINT NOT NULL,
        last_seen_at BIGINT NOT NULL,
        address TEXT,
        user_agent TEXT
      )`,
      'CREATE INDEX refresh_families_user_id ON refresh_families (user_id)',
    ],
  },
];

const SEEN = `
  INSERT INTO refresh_families
    (family, user_id, credentials_epoch, created_at, last_seen_at, address, user_agent)
  SELECT family, user_id, ?, ?, ?, ?, ? FROM refresh_tokens WHERE jti = ?
  ON CONFLICT (family) DO UPDATE SET last_seen_at = excluded.last_seen_at,
    address = excluded.address, user_agent = excluded.user_agent`;
const SELECT = `
  SELECT refresh_families.family, created_at, last_seen_at, address, user_agent, expires_at
  FROM refresh_families
  JOIN refresh_tokens ON refresh_tokens.family = refresh_families.family
  WHERE refresh_families.user_id = ? AND credentials_epoch = ?
    AND successor IS NULL AND revoked_at IS NULL AND expires_at > ?
  ORDER BY last_seen_at DESC LIMIT ?`;
const REVOKE = `
  UPDATE refresh_tokens SET revoked_at = ?
  WHERE family = ? AND user_id = ? AND revoked_at IS NULL`;
const DELETE_EMPTY = `
  DELETE FROM refresh_families WHERE family IN (
    SELECT family FROM refresh_families WHERE NOT EXISTS (
      SELECT 1 FROM refresh_tokens WHERE refresh_tokens.family = refresh_families.family)
    LIMIT ?)`;

interface Row {
  family: string;
  created_at: number;
  last_seen_at: number;
  address: string | null;
  user_agent: string | null;
  expires_at: number;
}

/**
 * The families of refresh tokens of users, as these can see and end them. Access tokens of a family
 * that was ended live on until they expire.
 */
export class JwtLogins implements Logins {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /** Notes that a refresh token, just stored, was issued or renewed. */
  async seen(jti: string, user: User, request: Request): Promise<void> {
    const now = this.#clock();
    const { address, userAgent } = clientOf(request);
    await this.#database.run(SEEN, user.credentialsEpoch, now, now, address, userAgent, jti);
  }

  async list({ id, credentialsEpoch }: User): Promise<Login[]> {
    const rows = await this.#database.all<Row>(
      SELECT,
      id,
      credentialsEpoch,
      this.#clock(),
      MOST_LOGINS,
    );
    return rows.map((row) => ({
      id: row.family,
      createdAt: row.created_at,
      lastSeenAt: row.last_seen_at,
      expiresAt: row.expires_at,
      address: row.address,
      userAgent: row.user_agent,
      // An access token does not say which family it comes from.
      isCurrent: false,
    }));
  }

  end(user: User, id: string): Promise<boolean> {
    return this.#database.transaction(subjectOf(user.id), async (queries) => {
      const { changes } = await queries.run(REVOKE, this.#clock(), id, user.id);
      return changes > 0;
    });
  }

  /** Forgets families none of whose tokens is known any more. */
  deleteEmpty(): Promise<number> {
    return deleteInBatches((limit) => this.#database.run(DELETE_EMPTY, limit));
  }
}
