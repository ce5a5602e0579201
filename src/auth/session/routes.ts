import type { Request, Response, Router } from 'express';
import { redirect, redirectTo, sendJson, sendNoContent } from '../../http/answer.ts';
import { readBody } from '../../http/body.ts';
import { prefersJson } from '../../http/negotiation.ts';
import { routeTable } from '../../http/route-table.ts';
import { sitePathsOf } from '../../http/site-paths.ts';
import { ValidationError } from '../../http/fields.ts';
import { sendPage } from '../../layout/page.tsx';
import { Throttled } from '../../throttle/throttled.ts';
import type { User } from '../../users/user.ts';
import { AuthenticationFailed } from '../authentication-failed.ts';
import type { Services } from '../services.ts';
import type { Csrf } from './csrf.ts';
import { LoginPage } from './login-page.tsx';
import { LogoutPage } from './logout-page.tsx';
import { localPath } from './local-path.ts';
import { createPasswordLogin } from './password-login.ts';
import type { LoginParts } from './password-login.ts';

const WRONG_CREDENTIALS =
  'Please enter a correct username and password. Note that both fields may be case-sensitive.';

/** The same for programs, in the words of DRF's AuthTokenSerializer. */
const CANNOT_LOG_IN = 'Unable to log in with provided credentials.';

/**
 * What a browser forgets at logout: what it keeps of our pages to show them again, and what their
 * scripts have stored (ASVS 14.3.1). Not the cookies: it would forget those of every host below the
 * same domain, also of other servers.
 */
const CLEAR_SITE_DATA = '"cache", "storage"';

/** What the routes need of the scheme. */
export interface SessionParts extends LoginParts {
  readonly csrf: Csrf;
}

/**
 * `/login/` and `/logout/`: pages for people, JSON for scripts of pages that log in by themselves. Both need
 * the CSRF token, for either could log a visitor in as somebody else.
 */
export function sessionRoutes(
  services: Pick<Services, 'credentials' | 'users' | 'events'>,
  parts: SessionParts,
): Router {
  const { users, events } = services;
  const { store, cookie, csrf } = parts;
  const logIn = createPasswordLogin(services, parts);

  return routeTable({
    '/login': {
      async GET(request, response) {
        const user = await recognize(request);
        if (prefersJson(request)) sendState(response, user, csrf.token(request, response));
        else showLogin(request, response, 200, { next: request.query.next });
      },

      async POST(request, response) {
        await csrf.check(request);
        const body = await readBody(request);
        if (prefersJson(request)) {
          const user = await logIn(request, response, body).catch(refuseInJson);
          sendState(response, user, csrf.rotate(request, response));
          return;
        }
        const form = readForm(body);
        const next = form.next === '' ? request.query.next : form.next;
        try {
          await logIn(request, response, body);
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
    },

    '/logout': {
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
        if (userId !== undefined) {
          await events.record('logout', { user: await users.findById(userId), request });
        }
        response.set('Clear-Site-Data', CLEAR_SITE_DATA);
        if (prefersJson(request)) sendNoContent(response);
        else redirect(response, '/login/');
      },
    },
  });

  /** Lets a page know whose session its request is in, if any. The guard would turn others away. */
  async function recognize(request: Request): Promise<User | undefined> {
    const id = cookie.read(request);
    const found = id === undefined ? undefined : (await store.findUser(id))?.user;
    const user = found?.isActive === true ? found : undefined;
    request.selectedScheme = user && 'session';
    if (user !== undefined) Object.assign(request, { user, scheme: 'session' });
    return user;
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
      fields: users.loginFields,
      user: request.user?.username,
      next: localPath(form.next) ?? '',
      username: form.username ?? '',
      problem: form.problem,
    });
    sendPage(response, status, page);
  }
}

/** The answer to a login that was refused, and why in words; undefined when the server is at fault. */
function explain(error: unknown): { status: number; problem: string } | undefined {
  if (error instanceof Throttled) return { status: 429, problem: error.explanation };
  const isRefusal = error instanceof AuthenticationFailed || error instanceof ValidationError;
  return isRefusal ? { status: 400, problem: WRONG_CREDENTIALS } : undefined;
}

/** What a script that logs in by itself needs to know: who is logged in, and what unsafe requests send back. */
function sendState(response: Response, user: User | undefined, csrfToken: string): void {
  sendJson(response, 200, { user: user?.username ?? null, csrf_token: csrfToken });
}

/** What is wrong with the fields, or 429, is told by its own error. */
function refuseInJson(error: unknown): never {
  if (error instanceof AuthenticationFailed) {
    throw new ValidationError({ non_field_errors: [CANNOT_LOG_IN] });
  }
  throw error;
}

/** What the form shows again, and where it leads; what is no text counts as blank. */
function readForm(body: unknown): { username: string; next: string } {
  const data = new Map(Object.entries(body ?? {}));
  const text = (name: string): string => {
    const value: unknown = data.get(name);
    return typeof value === 'string' ? value : '';
  };
  return { username: text('username'), next: text('next') };
}
