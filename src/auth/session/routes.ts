import { Router } from 'express';
import type { Request, Response } from 'express';
import expressSession from 'express-session';
import { promisify } from 'node:util';
import passport from 'passport';
import { Strategy as LocalStrategy } from 'passport-local';
import type { Dependencies } from '../../dependencies.ts';
import { AuthenticationFailed } from '../authentication-failed.ts';
import { redirect } from '../../http/answer.ts';
import { readBody } from '../../http/body.ts';
import { clientOf } from '../../http/client.ts';
import { endpoint } from '../../http/endpoint.ts';
import { Throttled } from '../../throttle/throttled.ts';
import { sendPage } from '../../web/page.tsx';
import { attempt } from '../attempt.ts';
import type { SessionCookie } from './cookie.ts';
import { checkCsrf, csrfToken, rotateCsrfToken } from './csrf.ts';
import { LoginPage } from './login-page.tsx';
import { LogoutPage } from './logout-page.tsx';
import { localPath } from './next.ts';
import { recordLogout } from './logout-event.ts';
import { newSessionId } from './store.ts';
import type { SessionStore } from './store.ts';

const AFTER_LOGIN = '/home/';
const WRONG_CREDENTIALS =
  'Please enter a correct username and password. Note that both fields may be case-sensitive.';

/** `/login/` and `/logout/`: pages for people. Only here does express-session run; it is slow. */
export function sessionRoutes(
  dependencies: Dependencies,
  store: SessionStore,
  cookie: SessionCookie,
): Router {
  const { credentials } = dependencies;
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

  router.use(
    ['/login', '/logout'],
    expressSession({
      name: cookie.name,
      secret: cookie.secrets,
      store,
      genid: newSessionId,
      cookie: { httpOnly: true, sameSite: 'lax', secure: 'auto', maxAge: store.idleLifetime },
      resave: false,
      saveUninitialized: false,
    }),
  );

  router.all(
    '/login',
    endpoint({
      GET(request, response) {
        showLogin(request, response, 200, { next: request.query.next });
      },

      async POST(request, response) {
        await checkCsrf(request, response);
        const form = await readForm(request, response);
        const next = form.next === '' ? request.query.next : form.next;
        try {
          await logIn(request, response, form);
        } catch (error) {
          const refusal = explain(error);
          if (refusal === undefined) throw error;
          const { status, problem } = refusal;
          if (error instanceof Throttled) response.set('Retry-After', String(error.seconds));
          showLogin(request, response, status, { next, username: form.username, problem });
          return;
        }
        rotateCsrfToken(request, response);
        redirect(response, localPath(next) ?? AFTER_LOGIN);
      },
    }),
  );

  router.all(
    '/logout',
    endpoint({
      GET(request, response) {
        sendPage(response, 200, LogoutPage({ csrfToken: csrfToken(request, response) }));
      },

      async POST(request, response) {
        await checkCsrf(request, response);
        const userId = request.session.passport?.user?.id;
        await promisify(request.session.destroy.bind(request.session))();
        cookie.clear(request, response);
        await recordLogout(dependencies, userId, request);
        redirect(response, '/login/');
      },
    }),
  );

  async function logIn(request: Request, response: Response, form: LoginForm): Promise<void> {
    // passport-local would look in the query string as well, which ends up in logs.
    const view = Object.create(request, { body: { value: form }, query: { value: {} } }) as Request;
    const user = await attempt(authenticator, 'local', view, response);
    if (user === undefined) throw new TypeError('passport-local never passes');
    // Passport gives the session a new id and saves it; only then may the browser hear of it.
    const save: (user: Express.User, done: (error: unknown) => void) => void =
      view.logIn.bind(view);
    await promisify(save)(user).catch((error: unknown) => {
      // Otherwise express-session would try to save it once more when the answer ends.
      Reflect.deleteProperty(request, 'session');
      throw error;
    });
  }

  return router;
}

interface LoginForm {
  readonly username: string;
  readonly password: string;
  readonly next: string;
}

function showLogin(
  request: Request,
  response: Response,
  status: number,
  form: { next: unknown; username?: string; problem?: string },
): void {
  const page = LoginPage({
    csrfToken: csrfToken(request, response),
    next: localPath(form.next) ?? '',
    username: form.username ?? '',
    problem: form.problem,
  });
  sendPage(response, status, page);
}

/** The answer to a login that was refused, and why in words; undefined when the server is at fault. */
function explain(error: unknown): { status: number; problem: string } | undefined {
  if (error instanceof Throttled) return { status: 429, problem: error.explanation };
  if (!(error instanceof AuthenticationFailed)) return undefined;
  return { status: 400, problem: WRONG_CREDENTIALS };
}

/** What the form holds; what is no text counts as blank. */
async function readForm(request: Request, response: Response): Promise<LoginForm> {
  const data = new Map(Object.entries((await readBody(request, response)) ?? {}));
  const text = (name: string): string => {
    const value: unknown = data.get(name);
    return typeof value === 'string' ? value : '';
  };
  return { username: text('username'), password: text('password'), next: text('next') };
}
