import createStore from 'better-sqlite3-session-store';
import express from 'express';
import type { Request, RequestHandler } from 'express';
import session from 'express-session';
import jsonwebtoken from 'jsonwebtoken';
import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import passport from 'passport';
import { BasicStrategy } from 'passport-http';
import { Strategy as BearerStrategy } from 'passport-http-bearer';
import { openConnection } from '../../../../src/database/driver.ts';
import { readSettings } from '../settings.ts';
import { PeerUsers } from '../users.ts';
import type { PeerUser } from '../users.ts';

type LogIn = (user: Express.User, done: (error: unknown) => void) => void;

/** The packages that our rooms build on, put together as their own READMEs do. */
const { database, secret } = readSettings();
const users = new PeerUsers(database);
const app = express();
app.use(express.json());

const issue =
  (credentials: (user: PeerUser, request: Request) => Promise<object> | object): RequestHandler =>
  async (request, response) => {
    const { username, password } = request.body as { username: string; password: string };
    const user = await users.check(username, password);
    if (user === undefined) response.sendStatus(401);
    else response.json(await credentials(user, request));
  };
const authenticate = (strategy: string): RequestHandler =>
  passport.authenticate(strategy, { session: false }) as RequestHandler;
const home: RequestHandler = (request, response) => {
  response.json({ message: 'Hello, world!', user: request.user?.username });
};

passport.use(
  new BasicStrategy((username, password, done) => {
    users.check(username, password).then((user) => {
      done(null, user ?? false);
    }, done);
  }),
);
app.get('/basic/home/', authenticate('basic'), home);

passport.use(
  'token',
  new BearerStrategy((token, done) => {
    done(null, users.findByToken(token) ?? false);
  }),
);
app.get('/token/home/', authenticate('token'), home);
app.post(
  '/token/login/',
  issue((user) => {
    const token = randomBytes(20).toString('hex');
    users.saveToken(token, user);
    return { Authorization: `Bearer ${token}` };
  }),
);

passport.use(
  'jwt',
  new BearerStrategy((token, done) => {
    try {
      const { id, epoch } = jsonwebtoken.verify(token, secret) as { id: number; epoch: number };
      const user = users.findById(id);
      done(null, user?.is_active && user.credentials_epoch === epoch ? user : false);
    } catch {
      done(null, false);
    }
  }),
);
app.get('/jwt/home/', authenticate('jwt'), home);
app.post(
  '/jwt/login/',
  issue(({ id, credentials_epoch: epoch }) => {
    const token = jsonwebtoken.sign({ id, epoch }, secret, { expiresIn: '5m' });
    return { Authorization: `Bearer ${token}` };
  }),
);

passport.serializeUser((user, done) => {
  done(null, user.id);
});
passport.deserializeUser<number>((id, done) => {
  const user = users.findById(id);
  done(null, user?.is_active ? toUser(user) : false);
});
// A file of its own: the store's table has the name of one of ours.
const client = openConnection(`${database}.usual`);
client.pragma('journal_mode = WAL');
const Store = createStore(session);
const sessions: RequestHandler[] = [
  session({ store: new Store({ client }), secret, resave: false, saveUninitialized: false }),
  passport.session() as RequestHandler,
];
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
    await promisify(request.login.bind(request) as LogIn)(toUser(user));
    return {};
  }),
);

const server = app.listen(0, '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});

/** Passport's idea of a user is ours, which has no underscores. */
function toUser(user: PeerUser): Express.User {
  return user as unknown as Express.User;
}
