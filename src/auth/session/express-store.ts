import expressSession from 'express-session';
import type { SessionData } from 'express-session';
import type { Request } from 'express';
import { callbackify } from 'node:util';
import { AuthenticationFailed } from '../authentication-failed.ts';
import type { BegunSession, SessionStore, SessionUser } from './store.ts';

declare module 'express-session' {
  interface SessionData {
    /** Put there at login. */
    user?: SessionUser;
  }
}

type Callback<Value> = (error: unknown, value?: Value) => void;

/**
 * The sessions as express-session reads and writes them, at a login, through callbacks.
 *
 * A session is inserted once and only updated after that: a store that upserts brings a session
 * back to life when a slow request ends after the logout.
 */
export class ExpressSessionStore extends expressSession.Store {
  readonly #sessions: SessionStore;
  /** Those that are known to be in the database. */
  readonly #stored = new WeakSet<object>();
  readonly #begun = new WeakMap<object, BegunSession>();
  /** Added by express-session. */
  declare readonly generate: (request: Request) => void;

  constructor(sessions: SessionStore) {
    super();
    this.#sessions = sessions;
  }

  override get(id: string, callback: Callback<SessionData | null>): void {
    callbackify(() => this.#load(id))(callback);
  }

  override set(id: string, session: SessionData, callback: Callback<void> = ignore): void {
    callbackify(() => this.#save(id, session))(callback);
  }

  override destroy(id: string, callback: Callback<void> = ignore): void {
    callbackify(async () => {
      await this.#sessions.end(id);
    })(callback);
  }

  /** A new session in place of the request's; one that was never stored need not be ended. */
  override regenerate(request: Request, callback: (error?: unknown) => void): void {
    if (this.#stored.has(request.session)) {
      super.regenerate(request, callback);
    } else {
      this.generate(request);
      callback();
    }
  }

  override createSession(
    ...[request, session]: Parameters<expressSession.Store['createSession']>
  ): ReturnType<expressSession.Store['createSession']> {
    const created = super.createSession(request, session);
    this.#stored.add(created);
    return created;
  }

  /** What is known of a session that a login has just begun. */
  begun(session: object): BegunSession {
    const begun = this.#begun.get(session);
    if (begun === undefined) throw new TypeError('no login has begun this session');
    return begun;
  }

  async #load(id: string): Promise<SessionData | null> {
    const data = await this.#sessions.findData(id);
    if (data === undefined) return null;
    return { ...(JSON.parse(data) as object), cookie: { originalMaxAge: null } };
  }

  async #save(id: string, session: SessionData): Promise<void> {
    const { cookie: _cookie, ...kept } = session;
    const data = JSON.stringify(kept);
    if (this.#stored.has(session)) {
      await this.#sessions.updateData(id, data);
      return;
    }
    const { user } = session;
    // Only a login begins a session; an anonymous visitor leaves nothing in the database.
    if (user === undefined) return;
    // The user was deleted, or got a new password, while the old one was being checked.
    const begun = await this.#sessions.begin(id, user, data);
    if (begun === undefined) throw new AuthenticationFailed('Refused.');
    this.#stored.add(session);
    this.#begun.set(session, begun);
  }
}

function ignore(): void {
  // express-session does not always ask how it went.
}
