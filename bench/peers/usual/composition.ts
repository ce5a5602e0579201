import type { Request, RequestHandler } from 'express';
import session from 'express-session';
import jsonwebtoken from 'jsonwebtoken';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import passport from 'passport';
import { BasicStrategy } from 'passport-http';
import { Strategy as BearerStrategy } from 'passport-http-bearer';
import { Strategy as LocalStrategy } from 'passport-local';
import { openPeerDatabase, withFound } from '../database.ts';
import { readSettings } from '../settings.ts';
import type { Soon } from '../database.ts';
import { PeerUsers } from '../users.ts';
import type { PeerUser } from '../users.ts';
import { openSessionStore } from './session-store.ts';

// The packages that our rooms build on, put together as their own READMEs do.

type LogIn = (user: Express.User, done: (error: unknown) => void) => void;

const { place, secret } = readSettings();
const database = openPeerDatabase(place);
const users = await PeerUsers.open(database);

passport.use(
  new BasicStrategy((username, password, done) => {
    tell(users.check(username, password), done);
  }),
);

passport.use(
  'token',
  new BearerStrategy((token, done) => {
    tell(users.findByToken(token), done);
  }),
);

passport.use(
  'jwt',
  new BearerStrategy((token, done) => {
    tell(findByJwt(token), done);
  }),
);

passport.use(
  new LocalStrategy((username, password, done) => {
    tell(users.check(username, password), done);
  }),
);

passport.serializeUser((user, done) => {
  done(null, user.id);
});
passport.deserializeUser<number>((id, done) => {
  const active = withFound(users.findById(id), (user) => (user?.is_active ? user : undefined));
  tell(active, done);
});

/** The session's user → `request.user`. */
export const sessions: RequestHandler[] = [
  session({
    store: openSessionStore(place, database),
    secret,
    resave: false,
    saveUninitialized: false,
  }),
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

export async function issueToken(user: PeerUser): Promise<string> {
  const token = randomBytes(20).toString('hex');
  await users.saveToken(token, user);
  return token;
}

export function issueJwt({ id, credentials_epoch: epoch }: PeerUser): string {
  return jsonwebtoken.sign({ id, epoch }, secret, { expiresIn: '5m' });
}

export async function logIn(user: PeerUser, request: Request): Promise<void> {
  await promisify(request.login.bind(request) as LogIn)(toUser(user));
}

function findByJwt(token: string): Soon<PeerUser | undefined> {
  let claims: { id: number; epoch: number };
  try {
    claims = jsonwebtoken.verify(token, secret) as typeof claims;
  } catch {
    return undefined;
  }
  const { id, epoch } = claims;
  return withFound(users.findById(id), (user) =>
    user?.is_active && user.credentials_epoch === epoch ? user : undefined,
  );
}

/** Tells Passport who was found. */
function tell(
  found: Soon<PeerUser | undefined>,
  done: (error: unknown, user?: Express.User | false) => void,
): void {
  const told = withFound(found, (user) => {
    done(null, user === undefined ? false : toUser(user));
  });
  if (told instanceof Promise) told.catch(done);
}

/** Passport's idea of a user is ours, which has no underscores. */
function toUser(user: PeerUser): Express.User {
  return user as unknown as Express.User;
}
