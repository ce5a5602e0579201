import expressSession from 'express-session';
import type { Request } from 'express';
import { Strategy } from 'passport';
import { deriveKey } from '../keys.ts';
import { findUser } from '../users.ts';
import { checkCsrf } from './csrf.ts';
import type { Scheme } from './guard.ts';
import { SessionStore } from './session-store.ts';

declare module 'express-session' {
  interface SessionData {
    passport?: { user?: number };
  }
}

/** The cookie `sessionid` → `request.session`. Before a login nothing is stored and nothing sent. */
export const sessions = expressSession({
  name: 'sessionid',
  secret: deriveKey('session'),
  store: new SessionStore(),
  cookie: { httpOnly: true, sameSite: 'lax', secure: 'auto', maxAge: 14 * 86_400_000 },
  rolling: true,
  resave: false,
  saveUninitialized: false,
});

/** The session's user. Passport's own strategy calls `pass` whether there is one or not. */
class SessionStrategy extends Strategy {
  override authenticate(request: Request): void {
    const id = request.session.passport?.user;
    const user = id === undefined ? undefined : findUser(id);
    if (user === undefined) this.pass();
    else {
      if (!['GET', 'HEAD', 'OPTIONS'].includes(request.method)) checkCsrf(request);
      this.success(user);
    }
  }
}

/** A session: log in once, then a cookie. It claims the requests without an Authorization header. */
export const session: Scheme = {
  name: 'session',
  word: '', // What a request without an Authorization header begins with.
  strategy: new SessionStrategy(),
};
