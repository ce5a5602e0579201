import type { Migration } from '../../database/migrate.ts';

/** A session is found by the digest of its id; a copy of the table holds no id that works. */
export const sessionMigrations: readonly Migration[] = [
  {
    name: 'session/0001-create',
    statements: [
      `CREATE TABLE sessions (
        digest TEXT PRIMARY KEY,
        user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        credentials_epoch INTEGER NOT NULL,
        data TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        expires_at BIGINT NOT NULL,
        ends_at BIGINT NOT NULL
      )`,
      'CREATE INDEX sessions_user_id ON sessions (user_id)',
      'CREATE INDEX sessions_expires_at ON sessions (expires_at)',
    ],
  },
  {
    name: 'session/0002-last-seen',
    statements: [
      'ALTER TABLE sessions ADD COLUMN last_seen_at BIGINT NOT NULL DEFAULT 0',
      'ALTER TABLE sessions ADD COLUMN address TEXT',
      'ALTER TABLE sessions ADD COLUMN user_agent TEXT',
    ],
  },
  {
    // Sessions that are older than the column were last seen when they began, for all that is known.
    name: 'session/0003-first-seen',
    statements: ['UPDATE sessions SET last_seen_at = created_at WHERE last_seen_at = 0'],
  },
];
