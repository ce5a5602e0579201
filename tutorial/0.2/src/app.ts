import express from 'express';
import { basic } from './auth/basic.ts';
import { guard, openScheme } from './auth/guard.ts';
import { answerError, HttpError } from './errors.ts';
import { home } from './home.ts';

/** The way of a request, from top to bottom. */
export const app = express();
app.disable('x-powered-by');

openScheme(basic);
app.use('/home', guard);
app.use('/home', home);

app.use(() => {
  throw new HttpError(404, 'Not found.');
});
app.use(answerError);
