import express from 'express';
import { basic } from './auth/basic.ts';
import { guard, openScheme } from './auth/guard.ts';
import { login } from './auth/login.ts';
import { session, sessions } from './auth/session.ts';
import { answerError, HttpError } from './errors.ts';
import { home } from './home.ts';

/** The way of a request, from top to bottom. */
export const app = express();
app.disable('x-powered-by');

app.use(sessions);
app.use(login);

openScheme(basic);
openScheme(session);
app.use('/home', guard);
app.use('/home', home);

app.use(() => {
  throw new HttpError(404, 'Not found.');
});
app.use(answerError);
