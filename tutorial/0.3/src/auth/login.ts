import { Router } from 'express';
import type { Request, RequestHandler, Response } from 'express';
import passport from 'passport';
import { Strategy as LocalStrategy } from 'passport-local';
import { readBody } from '../body.ts';
import { refuseMethod } from '../errors.ts';
import { checkCredentials } from '../users.ts';
import { checkCsrf, CSRF_FIELD, csrfToken, renewCsrfToken } from './csrf.ts';

/** passport-local would look in the query string as well, which ends up in logs and histories. */
class FormStrategy extends LocalStrategy {
  override authenticate(request: Request, options?: object): void {
    const { username, password } = (request.body ?? {}) as Record<string, unknown>;
    const isText = typeof username === 'string' && typeof password === 'string';
    super.authenticate({ body: isText ? { username, password } : {} } as Request, options);
  }
}

passport.use(
  new FormStrategy((username, password, done) => {
    checkCredentials(username, password).then((user) => {
      done(null, user ?? false);
    }, done);
  }),
);
passport.serializeUser((user, done) => {
  done(null, user.id);
});

const FIELDS = `
  <p><label>Username <input name="username" autocomplete="username"></label></p>
  <p><label>Password <input name="password" type="password"></label></p>`;

/** `/login/` and `/logout/`, for people with browsers. */
export const login = Router();

login.get('/login', (request, response) => {
  const problem = request.query.bad === undefined ? '' : '<p>Wrong username or password.</p>';
  sendForm(request, response, 'login', problem + FIELDS);
});

login.get('/logout', (request, response) => {
  sendForm(request, response, 'logout', '');
});

login.post(['/login', '/logout'], readBody, (request, _response, next) => {
  checkCsrf(request);
  next();
});

// A right password has Passport call `session.regenerate`: the id from before the login is void.
const logIn = passport.authenticate('local', { failureRedirect: '/login/?bad' }) as RequestHandler;
login.post('/login', logIn, (request, response) => {
  renewCsrfToken(request, response);
  response.redirect('/home/');
});

login.post('/logout', (request, response) => {
  request.session.destroy(() => {
    response.clearCookie('sessionid').redirect('/login/');
  });
});

login.all(['/login', '/logout'], refuseMethod('GET, POST'));

function sendForm(request: Request, response: Response, action: string, fields: string): void {
  const token = csrfToken(request, response);
  response.send(`<!doctype html><html lang="en"><meta charset="utf-8"><title>${action}</title>
    <form method="post" action="/${action}/">
    <input type="hidden" name="${CSRF_FIELD}" value="${token}">${fields}
    <button>${action}</button></form>`);
}
