import type { Request, Response } from 'express';
import expressSession from 'express-session';
import { promisify } from 'node:util';
import passport from 'passport';
import { Strategy as LocalStrategy } from 'passport-local';
import { clientOf } from '../../http/client.ts';
import { readFields } from '../../http/fields.ts';
import type { User } from '../../users/user.ts';
import { describeDisplaced } from '../logins.ts';
import { CREDENTIAL_FIELDS } from '../posted-credentials.ts';
import { runStrategy } from '../run-strategy.ts';
import type { Services } from '../services.ts';
import type { SessionCookie } from './cookie.ts';
import { ExpressSessionStore } from './express-store.ts';
import type { SessionLogins } from './logins.ts';
import { newSessionId } from './store.ts';
import type { BegunSession, SessionStore } from './store.ts';

/** What a login needs of the scheme. */
export interface LoginParts {
  readonly store: SessionStore;
  readonly logins: SessionLogins;
  readonly cookie: SessionCookie;
}

/**
 * Exchanges a username and a password for a session: begins one with a new id, and sends its cookie.
 *
 * @param body of the request, which holds them.
 * @throws {AuthenticationFailed} when the credentials are wrong.
 * @throws {ValidationError} when they are not there, or no text.
 * @throws {Throttled} when there were too many wrong ones.
 */
export type PasswordLogin = (request: Request, response: Response, body: unknown) => Promise<User>;

/** The login by passport-local; express-session is slow, and runs for a right password alone. */
export function createPasswordLogin(
  { credentials, events }: Pick<Services, 'credentials' | 'events'>,
  { store, logins, cookie }: LoginParts,
): PasswordLogin {
  const authenticator = new passport.Passport();
  authenticator.use(
    'local',
    new LocalStrategy({ passReqToCallback: true }, (request, username, password, done) => {
      credentials.check(username, password, request).then((user) => {
        done(null, user ?? false);
      }, done);
    }),
  );
  const sessions = new ExpressSessionStore(store);
  const openSession = expressSession({
    name: cookie.name,
    secret: cookie.secrets,
    store: sessions,
    genid: newSessionId,
    resave: false,
    saveUninitialized: false,
  });

  return async (request, response, body) => {
    const fields = readFields(body, CREDENTIAL_FIELDS);
    const view = Object.create(request, {
      // passport-local would look in the query string as well, which ends up in logs.
      ...{ body: { value: fields }, query: { value: {} } },
      // An app around this may keep a session of its own in the request; express-session sees ours alone.
      session: { value: undefined, writable: true },
    }) as Request;
    const found = await runStrategy(authenticator, 'local', view, response);
    if (found === undefined) throw new TypeError('passport-local never passes');
    const { user } = found;
    cookie.putFirst(request);
    let begun: BegunSession;
    try {
      await promisify(openSession)(view, response);
      await saveAs(user, view);
      begun = sessions.begun(view.session);
    } finally {
      // Otherwise express-session would save it once more when the answer ends, and send its cookie
      // with the time on which it ends alone (Expires), which a clock that is off takes for the past.
      Object.assign(view, { session: undefined });
    }
    if (begun.isOneOfMany && (await logins.endDisplaced(user, view.sessionID)) > 0) {
      const detail = describeDisplaced('session');
      await events.record('session ended', { user, request, detail });
    }
    // Last: an answer that says that the login has failed is none that logs in.
    cookie.send(request, response, view.sessionID, begun.expiresAt);
    return user;
  };
}

/** Gives the session a new id, and the user, and saves it; only then may the browser hear of it. */
async function saveAs({ id, credentialsEpoch }: User, request: Request): Promise<void> {
  await promisify(request.session.regenerate.bind(request.session))();
  const { session } = request;
  session.user = { id, credentialsEpoch, client: clientOf(request) };
  await promisify(session.save.bind(session))();
}
