import createStore from 'better-sqlite3-session-store';
import type { Request, RequestHandler } from 'express';
import session from 'express-session';
import jsonwebtoken from 'jsonwebtoken';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import passport from 'passport';
import { BasicStrategy } from 'passport-http';
import { Strategy as BearerStrategy } from 'passport-http-bearer';
import { Strategy as LocalStrategy } from 'passport-local';
import { openConnection } from '../../../src/database/driver.ts';
import { readSettings } from '../settings.ts';
import { PeerUsers } from '../users.ts';
import type { PeerUser } from '../users.ts';

// The packages that our rooms build on, put together as their own READMEs do.

type LogIn = (user: Express.User, done: (error: unknown) => void) => void;

const { database, secret } = readSettings();
const users = new PeerUsers(database);

passport.use(
  new BasicStrategy((username, password, done) => {
    users.check(username, password).then((user) => {
      done(null, user ?? false);
    }, done);
  }),
);

passport.use(
  'token',
  new BearerStrategy((token, done) => {
    done(null, users.findByToken(token) ?? false);
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

passport.use(
  new LocalStrategy((username, password, done) => {
    users.check(username, password).then((user) => {
      done(null, user === undefined ? false : toUser(user));
    }, done);
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

/** The session's user → `request.user`. */
export const sessions: RequestHandler[] = [
  session({ store: new Store({ client }), secret, resave: false, saveUninitialized: false }),
  passport.session() as RequestHandler,
];

/** Lets in whom one of these strategies knows. */
export function authenticate(...strategies: string[]): RequestHandler {
  return passport.authenticate(strategies, { session: false }) as RequestHandler;
}

/** Name and password in the body → what `credentials` makes for their user. */
export function issue(
  credentials: (user: PeerUser, request: Request) => Promise<object> | object,
): RequestHandler {
  return async (request, response) => {
    const { username, password } = request.body as { username: string; password: string };
    const user = await users.check(username, password);
    if (user === undefined) response.sendStatus(401);
    else response.json(await credentials(user, request));
  };
}

export function issueToken(user: PeerUser): string {
  const token = randomBytes(20).toString('hex');
  users.saveToken(token, user);
  return token;
}

export function issueJwt({ id, credentials_epoch: epoch }: PeerUser): string {
  return jsonwebtoken.sign({ id, epoch }, secret, { expiresIn: '5m' });
}

export async function logIn(user: PeerUser, request: Request): Promise<void> {
  await promisify(request.login.bind(request) as LogIn)(toUser(user));
}

/** Passport's idea of a user is ours, which has no underscores. */
function toUser(user: PeerUser): Express.User {
  return user as unknown as Express.User;
}
