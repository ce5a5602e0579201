import express, { Router } from 'express';
import type { RequestHandler } from 'express';
import multer from 'multer';
import passport from 'passport';
import { authenticate, issue, issueJwt, issueToken, sessions } from './composition.ts';

/**
 * The same strategies under the paths of the tutorial's steps, where `npm run attack -- --usual` looks for
 * them. What the READMEs say nothing of is not there: CSRF tokens, and renewing a JWT.
 */
export const site = Router();
site.use(express.urlencoded({ extended: true }));
site.use(sessions);

const byHeader = authenticate('basic', 'token', 'jwt');
const guard: RequestHandler = (request, response, next) => {
  if (request.isAuthenticated()) next();
  else byHeader(request, response, next);
};
site.get('/home', guard, (request, response) => {
  response.json({ message: 'Hello, world!', user: request.user?.username });
});
site.post('/home', guard, multer().none(), (request, response) => {
  response.json({ message: 'Got some data!', data: request.body as unknown });
});

site.post(
  '/api-token-auth',
  issue(async (user) => ({ token: await issueToken(user) })),
);
site.post(
  '/api/token',
  issue((user) => ({ access: issueJwt(user) })),
);

site.get('/login', (_request, response) => {
  response.send(`<form method="post">
    <input name="username"><input name="password" type="password"><button>Log in</button></form>`);
});
site.post(
  '/login',
  passport.authenticate('local', { failureRedirect: '/login' }) as RequestHandler,
  (_request, response) => {
    response.redirect('/home/');
  },
);
site.post('/logout', (request, response, next) => {
  request.logout((error: unknown) => {
    if (error === undefined) response.redirect('/login/');
    else next(error);
  });
});
