import express from 'express';
import type { RequestHandler } from 'express';
import type { AddressInfo } from 'node:net';
import { authenticate, issue, issueJwt, issueToken, logIn, sessions } from './composition.ts';
import { site } from './site.ts';

/** A `/home/` of its own for each scheme, so that each is measured alone; then the site. */
const app = express();
app.use(express.json());

const home: RequestHandler = (request, response) => {
  response.json({ message: 'Hello, world!', user: request.user?.username });
};

app.get('/basic/home/', authenticate('basic'), home);

app.get('/token/home/', authenticate('token'), home);
app.post(
  '/token/login/',
  issue(async (user) => ({ Authorization: `Bearer ${await issueToken(user)}` })),
);

app.get('/jwt/home/', authenticate('jwt'), home);
app.post(
  '/jwt/login/',
  issue((user) => ({ Authorization: `Bearer ${issueJwt(user)}` })),
);

app.get(
  '/session/home/',
  sessions,
  ((request, response, next) => {
    if (request.isAuthenticated()) next();
    else response.sendStatus(401);
  }) satisfies RequestHandler,
  home,
);
app.post(
  '/session/login/',
  sessions,
  issue(async (user, request) => {
    await logIn(user, request);
    return {};
  }),
);

app.use(site);

const server = app.listen(0, '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
