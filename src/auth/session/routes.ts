import { Router } from 'express';
import type { Request, Response } from 'express';
import expressSession from 'express-session';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import passport from 'passport';
import { Strategy as LocalStrategy } from 'passport-local';
import type { Dependencies } from '../../dependencies.ts';
import { AuthenticationFailed } from '../authentication-failed.ts';
import { readBody } from '../../http/body.ts';
import { endpoint } from '../../http/endpoint.ts';
import { sendPage } from '../../web/page.tsx';
import { attempt } from '../attempt.ts';
import type { SessionCookie } from './cookie.ts';
import { checkCsrf, csrfToken, rotateCsrfToken } from './csrf.ts';
import { LoginPage } from './login-page.tsx';
import { LogoutPage } from './logout-page.tsx';
import { localPath } from './next.ts';
import type { SessionStore } from './store.ts';

const AFTER_LOGIN = '/home/';

/** `/login/` and `/logout/`: pages for people. Only here does express-session run; it is slow. */
export function sessionRoutes(
  { credentials }: Dependencies,
  store: SessionStore,
  cookie: SessionCookie,
): Router {
  const router = Router({ caseSensitive: true });
  const authenticator = new passport.Passport();
  authenticator.use(
    'local',
    new LocalStrategy((username, password, done) => {
      credentials.check(username, password).then((user) => {
        done(null, user ?? false);
      }, done);
    }),
  );
  authenticator.serializeUser<object>(({ id, credentialsEpoch }, done) => {
    done(null, { id, credentialsEpoch });
  });

  router.use(
    ['/login', '/logout'],
    expressSession({
      name: cookie.name,
      secret: cookie.secrets,
      store,
      genid: () => randomBytes(32).toString('base64url'),
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
        const fields = await readForm(request, response);
        const next = fields.next ?? request.query.next;
        // passport-local looks for the two in the body.
        request.body = fields;
        const user = await attempt(authenticator, 'local', request, response).catch(onlyRefusals);
        if (user === undefined) {
          showLogin(request, response, 400, { next, username: fields.username, failed: true });
          return;
        }
        // Passport gives the session a new id and saves it; only then may the browser hear of it.
        const logIn: (user: Express.User, done: (error: unknown) => void) => void =
          request.logIn.bind(request);
        await promisify(logIn)(user);
        rotateCsrfToken(request, response);
        response.redirect(localPath(next) ?? AFTER_LOGIN);
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
        await promisify(request.session.destroy.bind(request.session))();
        cookie.clear(request, response);
        response.redirect('/login/');
      },
    }),
  );

  return router;
}

function showLogin(
  request: Request,
  response: Response,
  status: number,
  form: { next: unknown; username?: unknown; failed?: boolean },
): void {
  const page = LoginPage({
    csrfToken: csrfToken(request, response),
    next: localPath(form.next) ?? '',
    username: typeof form.username === 'string' ? form.username : '',
    failed: form.failed ?? false,
  });
  sendPage(response, status, page);
}

async function readForm(request: Request, response: Response): Promise<Record<string, unknown>> {
  const data = await readBody(request, response);
  return typeof data === 'object' && data !== null ? { ...data } : {};
}

function onlyRefusals(reason: unknown): undefined {
  if (!(reason instanceof AuthenticationFailed)) throw reason;
}
