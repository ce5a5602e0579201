import type { Migration } from '../../database/migrate.ts';

/**
 * What is known of refresh tokens: one row for each login, whatever its client does, and never a
 * token.
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
  {
    // Until here each refresh added a row. Tokens from before do not name their family, so each of
    // them becomes a family of its own: a good one goes on, a spent one is revoked.
    name: 'jwt/0003-one-row-a-family',
    statements: [
      `CREATE TABLE refresh_token_families (
        id TEXT PRIMARY KEY,
        user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        credentials_epoch INTEGER NOT NULL,
        generation INTEGER NOT NULL DEFAULT 0,
        spent_at TEXT NOT NULL DEFAULT '[]',
        reported_generation INTEGER NOT NULL DEFAULT -1,
        issued_at BIGINT NOT NULL,
        expires_at BIGINT NOT NULL,
        forget_at BIGINT NOT NULL,
        created_at BIGINT NOT NULL,
        last_seen_at BIGINT NOT NULL,
        address TEXT,
        user_agent TEXT,
        revoked_at BIGINT
      )`,
      `INSERT INTO refresh_token_families
        (id, user_id, credentials_epoch, issued_at, expires_at, forget_at, created_at,
         last_seen_at, address, user_agent, revoked_at)
      SELECT jti, refresh_tokens.user_id, COALESCE(credentials_epoch, -1), issued_at, expires_at,
        expires_at + 600000, COALESCE(created_at, issued_at), COALESCE(last_seen_at, issued_at),
        address, user_agent, COALESCE(revoked_at, rotated_at)
      FROM refresh_tokens
      LEFT JOIN refresh_families ON refresh_families.family = refresh_tokens.family`,
      'DROP TABLE refresh_tokens',
      'DROP TABLE refresh_families',
      'CREATE INDEX refresh_token_families_user_id ON refresh_token_families (user_id)',
      'CREATE INDEX refresh_token_families_forget_at ON refresh_token_families (forget_at)',
      // Only what is listed, in its order: a user may have any number of logins that are over.
      `CREATE INDEX refresh_token_families_listed
        ON refresh_token_families (user_id, credentials_epoch, last_seen_at)
        WHERE revoked_at IS NULL`,
    ],
  },
  {
    // The private part is sealed; of a key that is kept in a file, and of the shared secret, it is null.
    name: 'jwt/0004-keys',
    statements: [
      `CREATE TABLE jwt_keys (
        id TEXT PRIMARY KEY,
        algorithm TEXT NOT NULL,
        public_key TEXT,
        sealed BLOB,
        published_at BIGINT NOT NULL,
        signs_from BIGINT NOT NULL,
        expires_at BIGINT
      )`,
    ],
  },
];
