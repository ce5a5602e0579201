import type { Request } from 'express';
import type { Clock } from '../../clock.ts';
import type { Database } from '../../database/database.ts';
import type { Authority } from '../../users/authority.ts';
import { subjectOf } from '../../users/store.ts';
import type { User } from '../../users/user.ts';
import { MOST_ENDED, MOST_LOGINS, TIME_FOR_USE } from '../logins.ts';
import type { Login, Logins } from '../logins.ts';
import type { SessionCookie } from './cookie.ts';
import { digest, newSessionId } from './store.ts';

const SELECT = `
  SELECT digest, created_at, expires_at, last_seen_at, address, user_agent FROM sessions
  WHERE user_id = ? AND credentials_epoch = ? AND expires_at > ?
  ORDER BY last_seen_at DESC LIMIT ?`;
const DELETE = 'DELETE FROM sessions WHERE user_id = ? AND substr(digest, 1, 32) = ?';
const DELETE_DISPLACED = `
  DELETE FROM sessions WHERE digest IN (
    SELECT digest FROM sessions WHERE user_id = ? AND digest <> ?
    ORDER BY CASE WHEN expires_at > ? THEN credentials_epoch ELSE -1 END DESC,
      CASE WHEN last_seen_at > created_at OR created_at > ? THEN 1 ELSE 0 END DESC,
      last_seen_at DESC, digest
    LIMIT ? OFFSET ?)
  RETURNING credentials_epoch, expires_at`;
const KEEP = `
  UPDATE sessions SET credentials_epoch = ?, digest = ?
  WHERE digest = ? AND user_id = ? AND credentials_epoch = ?
  RETURNING expires_at`;

interface Row {
  digest: string;
  created_at: number;
  expires_at: number;
  last_seen_at: number;
  address: string | null;
  user_agent: string | null;
}

/** The sessions of users, as these can see and end them. */
export class SessionLogins implements Logins {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #cookie: SessionCookie;

  constructor(database: Database, clock: Clock, cookie: SessionCookie) {
    this.#database = database;
    this.#clock = clock;
    this.#cookie = cookie;
  }

  async list(user: User, request: Request): Promise<Login[]> {
    const { id: userId, credentialsEpoch: epoch } = user;
    const rows = await this.#database.all<Row>(SELECT, userId, epoch, this.#clock(), MOST_LOGINS);
    const id = this.#cookie.read(request);
    const current = id === undefined ? undefined : digest(id);
    return rows.map((row) => ({
      id: publicId(row.digest),
      createdAt: row.created_at,
      lastSeenAt: row.last_seen_at,
      expiresAt: row.expires_at,
      address: row.address,
      userAgent: row.user_agent,
      isCurrent: row.digest === current,
    }));
  }

  end(user: User, id: string, authority: Authority): Promise<boolean> {
    return this.#database.transaction(subjectOf(user.id), async (queries) => {
      await authority.hold(queries);
      return (await queries.run(DELETE, user.id, id)).changes > 0;
    });
  }

  /**
   * Ends those of a user's sessions that are too many; see {@link MOST_LOGINS}.
   *
   * @param newest the id of the session that has just begun, which stays.
   * @returns how many were alive.
   */
  async endDisplaced({ id, credentialsEpoch }: User, newest: string): Promise<number> {
    type Ended = Pick<Row, 'expires_at'> & { credentials_epoch: number };
    const now = this.#clock();
    const limits = [now - TIME_FOR_USE, MOST_ENDED, MOST_LOGINS - 1];
    const values = [id, digest(newest), now, ...limits];
    const ended = await this.#database.all<Ended>(DELETE_DISPLACED, ...values);
    const isAlive = (row: Ended): boolean =>
      row.credentials_epoch === credentialsEpoch && row.expires_at > now;
    return ended.filter(isAlive).length;
  }

  /**
   * Takes the request's session over to the user's new epoch, unless the one before had ended it. It
   * gets a new id, as in Django: a thief with a copy of the cookie is among those to be shut out.
   */
  async renew(request: Request, user: User): Promise<void> {
    const id = this.#cookie.read(request);
    if (id === undefined || request.res === undefined) return;
    const newId = newSessionId();
    const epoch = user.credentialsEpoch;
    const kept = await this.#database.get<{ expires_at: number }>(
      KEEP,
      epoch,
      digest(newId),
      digest(id),
      user.id,
      epoch - 1,
    );
    if (kept !== undefined) this.#cookie.send(request, request.res, newId, kept.expires_at);
  }
}

/** Enough to tell sessions apart, and too little to look one up by. */
function publicId(of: string): string {
  return of.slice(0, 32);
}
