import { Router } from 'express';
import type { Request, Response } from 'express';
import expressSession from 'express-session';
import { promisify } from 'node:util';
import passport from 'passport';
import { Strategy as LocalStrategy } from 'passport-local';
import { redirect, redirectTo } from '../../http/answer.ts';
import { readBody } from '../../http/body.ts';
import { clientOf } from '../../http/client.ts';
import { endpoint } from '../../http/endpoint.ts';
import { readFields } from '../../http/fields.ts';
import { sitePathsOf } from '../../http/site-paths.ts';
import { ValidationError } from '../../http/validation-error.ts';
import { Throttled } from '../../throttle/throttled.ts';
import type { User } from '../../users/user.ts';
import { sendPage } from '../../layout/page.tsx';
import { runStrategy } from '../run-strategy.ts';
import { AuthenticationFailed } from '../authentication-failed.ts';
import { describeDisplaced } from '../login.ts';
import { CREDENTIAL_FIELDS } from '../posted-credentials.ts';
import type { Services } from '../services.ts';
import type { SessionCookie } from './cookie.ts';
import type { Csrf } from './csrf.ts';
import { LoginPage } from './login-page.tsx';
import { LogoutPage } from './logout-page.tsx';
import { localPath } from './next.ts';
import { recordLogout } from './logout-event.ts';
import type { SessionLogins } from './logins.ts';
import { newSessionId } from './store.ts';
import type { SessionStore } from './store.ts';

const WRONG_CREDENTIALS =
  'Please enter a correct username and password. Note that both fields may be case-sensitive.';

/**
 * What a browser forgets at logout: what it keeps of our pages to show them again, and what their
 * scripts have stored (ASVS 14.3.1). Not the cookies: it would forget those of every host below the
 * same domain, whoever serves it.
 */
const CLEAR_SITE_DATA = '"cache", "storage"';

/** What the pages need of the scheme. */
export interface SessionParts {
  readonly store: SessionStore;
  readonly logins: SessionLogins;
  readonly cookie: SessionCookie;
  readonly csrf: Csrf;
}

/** `/login/` and `/logout/`: pages for people. Only for a login does express-session run; it is slow. */
export function sessionRoutes(
  services: Pick<Services, 'credentials' | 'clock' | 'users' | 'events'>,
  { store, logins, cookie, csrf }: SessionParts,
): Router {
  const { credentials, clock, events } = services;
  const router = Router({ caseSensitive: true });
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
    store,
    genid: newSessionId,
    resave: false,
    saveUninitialized: false,
  });
  router.use('/login', (request, response, next) => {
    if (request.method !== 'POST') {
      next();
      return;
    }
    cookie.putFirst(request);
    void openSession(request, response, next);
  });

  router.all(
    '/login',
    endpoint({
      async GET(request, response) {
        await recognize(request);
        showLogin(request, response, 200, { next: request.query.next });
      },

      async POST(request, response) {
        await csrf.check(request);
        const form = await readForm(request);
        const next = form.next === '' ? request.query.next : form.next;
        try {
          await logIn(request, response);
        } catch (error) {
          const refusal = explain(error);
          if (refusal === undefined) throw error;
          const { status, problem } = refusal;
          if (error instanceof Throttled) response.set('Retry-After', String(error.seconds));
          showLogin(request, response, status, { next, username: form.username, problem });
          return;
        }
        csrf.rotate(request, response);
        redirectTo(response, localPath(next) ?? sitePathsOf(request).homePath);
      },
    }),
  );

  router.all(
    '/logout',
    endpoint({
      async GET(request, response) {
        const user = await recognize(request);
        const csrfToken = user && csrf.token(request, response);
        sendPage(response, 200, LogoutPage({ request, csrfToken }));
      },

      async POST(request, response) {
        await csrf.check(request);
        const id = cookie.read(request);
        const userId = id === undefined ? undefined : await store.end(id);
        cookie.clear(request, response);
        await recordLogout(services, userId, request);
        response.set('Clear-Site-Data', CLEAR_SITE_DATA);
        redirect(response, '/login/');
      },
    }),
  );

  /** Lets a page know whose session its request is in, if any. The guard would turn others away. */
  async function recognize(request: Request): Promise<User | undefined> {
    const id = cookie.read(request);
    const found = id === undefined ? undefined : (await store.findUser(id))?.user;
    const user = found?.isActive === true ? found : undefined;
    request.selectedScheme = user && 'session';
    if (user !== undefined) Object.assign(request, { user, scheme: 'session' });
    return user;
  }

  async function logIn(request: Request, response: Response): Promise<void> {
    const body = readFields(await readBody(request), CREDENTIAL_FIELDS);
    // passport-local would look in the query string as well, which ends up in logs.
    const view = Object.create(request, { body: { value: body }, query: { value: {} } }) as Request;
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
      await events.record('session ended', { user, request, detail: describeDisplaced('session') });
    }
  }

  function showLogin(
    request: Request,
    response: Response,
    status: number,
    form: { next: unknown; username?: string; problem?: string },
  ): void {
    const page = LoginPage({
      request,
      csrfToken: csrf.token(request, response),
      user: request.user?.username,
      next: localPath(form.next) ?? '',
      username: form.username ?? '',
      problem: form.problem,
    });
    sendPage(response, status, page);
  }

  return router;
}

/** The answer to a login that was refused, and why in words; undefined when the server is at fault. */
function explain(error: unknown): { status: number; problem: string } | undefined {
  if (error instanceof Throttled) return { status: 429, problem: error.explanation };
  const isRefusal = error instanceof AuthenticationFailed || error instanceof ValidationError;
  return isRefusal ? { status: 400, problem: WRONG_CREDENTIALS } : undefined;
}

/** What the form shows again, and where it leads; what is no text counts as blank. */
async function readForm(request: Request): Promise<{ username: string; next: string }> {
  const data = new Map(Object.entries((await readBody(request)) ?? {}));
  const text = (name: string): string => {
    const value: unknown = data.get(name);
    return typeof value === 'string' ? value : '';
  };
  return { username: text('username'), next: text('next') };
}
