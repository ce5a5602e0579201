import { createHash } from 'node:crypto';
import expressSession from 'express-session';
import type { SessionData } from 'express-session';
import { database } from '../database.ts';

database.exec(`
  CREATE TABLE IF NOT EXISTS sessions
    (digest TEXT PRIMARY KEY, data TEXT NOT NULL, expires_at INTEGER NOT NULL)`);

const select = database.prepare<[string, number], { data: string }>(
  'SELECT data FROM sessions WHERE digest = ? AND expires_at > ?',
);
const upsert = database.prepare(`
  INSERT INTO sessions (digest, data, expires_at) VALUES (?, ?, ?)
  ON CONFLICT (digest) DO UPDATE SET data = excluded.data, expires_at = excluded.expires_at`);
const extend = database.prepare('UPDATE sessions SET expires_at = ? WHERE digest = ?');
const remove = database.prepare('DELETE FROM sessions WHERE digest = ?');
const removeExpired = database.prepare('DELETE FROM sessions WHERE expires_at <= ?');

type Done<Value = void> = (error?: unknown, value?: Value) => void;

/** Sessions in the database, found by a digest of their ids: a copy of the table lets nobody in. */
export class SessionStore extends expressSession.Store {
  override get(id: string, done: Done<SessionData | null>): void {
    const row = select.get(digest(id), Date.now());
    done(null, row === undefined ? null : (JSON.parse(row.data) as SessionData));
  }

  override set(id: string, session: SessionData, done: Done = () => undefined): void {
    removeExpired.run(Date.now());
    upsert.run(digest(id), JSON.stringify(session), expiryOf(session));
    done();
  }

  override touch(id: string, session: SessionData, done: Done = () => undefined): void {
    extend.run(expiryOf(session), digest(id));
    done();
  }

  override destroy(id: string, done: Done = () => undefined): void {
    remove.run(digest(id));
    done();
  }
}

function expiryOf({ cookie }: SessionData): number {
  return Date.now() + (cookie.originalMaxAge ?? 0);
}

function digest(id: string): string {
  return createHash('sha256').update(id).digest('hex');
}
