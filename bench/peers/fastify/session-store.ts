import type session from '@fastify/session';
import type { Session } from 'fastify';
import type { Connection, Statement } from '../../../src/database/driver.ts';
import { planOnce } from '../../../src/database/sqlite.ts';
import type { PeerUser } from '../users.ts';

/** A store for \@fastify/session that reads session and user in one statement, as ours does. */
export class SessionStore implements session.SessionStore {
  readonly #select: Statement<[string, number], PeerUser & { data: string }>;
  readonly #save: Statement<[string, number | null, number | null, string, number]>;
  readonly #delete: Statement<[string]>;

  constructor(connection: Connection) {
    connection.exec(`CREATE TABLE IF NOT EXISTS peer_sessions (
      id TEXT PRIMARY KEY, user_id INTEGER, credentials_epoch INTEGER, data TEXT NOT NULL,
      expires_at INTEGER NOT NULL)`);
    this.#select = connection.prepare(
      planOnce(`
        SELECT users.id, users.username, users.email, users.is_active, users.is_superuser,
          users.credentials_epoch, peer_sessions.data
        FROM peer_sessions JOIN users ON users.id = peer_sessions.user_id
          AND users.credentials_epoch = peer_sessions.credentials_epoch
        WHERE peer_sessions.id = ? AND peer_sessions.expires_at > ?`),
    );
    this.#save = connection.prepare('INSERT OR REPLACE INTO peer_sessions VALUES (?, ?, ?, ?, ?)');
    this.#delete = connection.prepare('DELETE FROM peer_sessions WHERE id = ?');
  }

  get(id: string, callback: (error: unknown, found?: Session | null) => void): void {
    const row = this.#select.get(id, Date.now());
    if (row === undefined) {
      callback(null, null);
      return;
    }
    const { data, ...account } = row;
    callback(null, { ...(JSON.parse(data) as Session), account });
  }

  set(id: string, session: Session, callback: (error?: unknown) => void): void {
    const data = JSON.stringify({ cookie: session.cookie });
    const expiresAt = Date.now() + 1_209_600_000;
    this.#save.run(id, session.userId ?? null, session.epoch ?? null, data, expiresAt);
    callback();
  }

  destroy(id: string, callback: (error?: unknown) => void): void {
    this.#delete.run(id);
    callback();
  }
}
