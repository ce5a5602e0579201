import type { Migration } from '../database/migrate.ts';
import { searchMigration } from './search.ts';

/** The users table. AUTOINCREMENT: an id is never given out twice, because credentials may outlive their user. */
export const userMigrations: readonly Migration[] = [
  {
    name: 'users/0001-create',
    statements: [
      `CREATE TABLE users (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        username TEXT NOT NULL UNIQUE,
        email TEXT NOT NULL,
        password TEXT NOT NULL,
        is_active INTEGER NOT NULL,
        is_superuser INTEGER NOT NULL,
        credentials_epoch INTEGER NOT NULL DEFAULT 0,
        created_at BIGINT NOT NULL
      )`,
    ],
  },
  {
    // When the epoch has last risen, for what was issued elsewhere and does not know of epochs. Of a rise
    // before this migration is known that it was before.
    name: 'users/0002-credentials-ended-at',
    statements: [
      'ALTER TABLE users ADD COLUMN credentials_ended_at BIGINT',
      'ALTER TABLE users ADD COLUMN password_changed_at BIGINT',
      `UPDATE users SET credentials_ended_at =
        (SELECT applied_at FROM migrations WHERE name = 'users/0002-credentials-ended-at')
      WHERE credentials_epoch > 0`,
    ],
  },
  searchMigration,
];
