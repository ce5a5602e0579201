import type session from '@fastify/session';
import type { Session } from 'fastify';
import { withFound } from '../database.ts';
import type { Ask, PeerDatabase } from '../database.ts';
import type { PeerUser } from '../users.ts';

/** A store for \@fastify/session that reads session and user in one statement, as ours does. */
export class SessionStore implements session.SessionStore {
  readonly #select: Ask<PeerUser & { data: string }>;
  readonly #save: Ask<never>;
  readonly #delete: Ask<never>;

  private constructor({ prepare }: PeerDatabase) {
    this.#select = prepare(`
      SELECT users.id, users.username, users.email, users.is_active, users.is_superuser,
        users.credentials_epoch, peer_sessions.data
      FROM peer_sessions JOIN users ON users.id = peer_sessions.user_id
        AND users.credentials_epoch = peer_sessions.credentials_epoch
      WHERE peer_sessions.id = ? AND peer_sessions.expires_at > ?`);
    this.#save = prepare(`
      INSERT INTO peer_sessions VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET user_id = excluded.user_id,
        credentials_epoch = excluded.credentials_epoch, data = excluded.data,
        expires_at = excluded.expires_at`);
    this.#delete = prepare('DELETE FROM peer_sessions WHERE id = ?');
  }

  static async open(database: PeerDatabase): Promise<SessionStore> {
    await database.prepare(`CREATE TABLE IF NOT EXISTS peer_sessions (
      id TEXT PRIMARY KEY, user_id INTEGER, credentials_epoch INTEGER, data TEXT NOT NULL,
      expires_at INTEGER NOT NULL)`)();
    return new SessionStore(database);
  }

  get(id: string, callback: (error: unknown, found?: Session | null) => void): void {
    const found = withFound(this.#select(id, Date.now()), (row) => {
      if (row === undefined) {
        callback(null, null);
        return;
      }
      const { data, ...account } = row;
      callback(null, { ...(JSON.parse(data) as Session), account });
    });
    if (found instanceof Promise) found.catch(callback);
  }

  set(id: string, session: Session, callback: (error?: unknown) => void): void {
    const data = JSON.stringify({ cookie: session.cookie });
    const expiresAt = Date.now() + 1_209_600_000;
    const values = [id, session.userId ?? null, session.epoch ?? null, data, expiresAt];
    call(this.#save, values, callback);
  }

  destroy(id: string, callback: (error?: unknown) => void): void {
    call(this.#delete, [id], callback);
  }
}

function call(
  statement: Ask<never>,
  values: Parameters<Ask<never>>,
  callback: (error?: unknown) => void,
): void {
  const done = withFound(statement(...values), () => {
    callback();
  });
  if (done instanceof Promise) done.catch(callback);
}
