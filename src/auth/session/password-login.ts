import type { Request, Response } from 'express';
import expressSession from 'express-session';
import { promisify } from 'node:util';
import passport from 'passport';
import { Strategy as LocalStrategy } from 'passport-local';
import { readBody } from '../../http/body.ts';
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
import type { SessionStore } from './store.ts';

/** What a login needs of the scheme. */
export interface LoginParts {
  readonly store: SessionStore;
  readonly logins: SessionLogins;
  readonly cookie: SessionCookie;
}

/**
 * Exchanges the username and the password in a request's body for a session: begins one with a new id,
 * and sends its cookie.
 *
 * @throws {AuthenticationFailed} when the credentials are wrong.
 * @throws {ValidationError} when they are not there, or no text.
 * @throws {Throttled} when there were too many wrong ones.
 */
export type PasswordLogin = (request: Request, response: Response) => Promise<User>;

/** The login by passport-local and express-session. */
export function createPasswordLogin(
  { credentials, clock, events }: Pick<Services, 'credentials' | 'clock' | 'events'>,
  { store, logins, cookie }: LoginParts,
): PasswordLogin {
  const authenticator = new passport.Passport();
  authenticator.use(
    'local',
    new LocalStrategy({ passReqToCallback: true }, (view, username, password, done) => {
      credentials.check(username, password, view).then((user) => {
        done(null, user ?? false);
      }, done);
    }),
  );
  authenticator.serializeUser(
    (request: Request, user: Express.User, done: (error: null, kept: object) => void) => {
      const { id, credentialsEpoch } = user;
      done(null, { id, credentialsEpoch, client: clientOf(request) });
    },
  );
  const openSession = expressSession({
    name: cookie.name,
    secret: cookie.secrets,
    store: new ExpressSessionStore(store),
    genid: newSessionId,
    resave: false,
    saveUninitialized: false,
  });

  return async (request, response) => {
    const body = readFields(await readBody(request), CREDENTIAL_FIELDS);
    cookie.putFirst(request);
    // For a login alone: it is slow.
    await promisify(openSession)(request, response);
    // passport-local would look in the query string as well, which ends up in logs.
    const parts = { body: { value: body }, query: { value: {} } };
    const view = Object.create(request, parts) as Request;
    const found = await runStrategy(authenticator, 'local', view, response);
    if (found === undefined) throw new TypeError('passport-local never passes');
    const { user } = found;
    // Passport gives the session a new id and saves it; only then may the browser hear of it.
    const save: (user: Express.User, done: (error: unknown) => void) => void =
      view.logIn.bind(view);
    await promisify(save)(user).finally(() => {
      // Otherwise express-session would save it once more when the answer ends, and send its cookie
      // with the time on which it ends alone (Expires), which a clock that is off takes for the past.
      Reflect.deleteProperty(request, 'session');
    });
    cookie.send(request, response, request.sessionID, clock() + store.lifetime);
    if ((await logins.endDisplaced(user, request.sessionID)) > 0) {
      const detail = describeDisplaced('session');
      await events.record('session ended', { user, request, detail });
    }
    return user;
  };
}
