import { duration } from '../../setting/duration.ts';
import { defineScheme } from '../scheme.ts';
import { addCommands, deleteExpiredSessions } from './commands.ts';
import { SessionCookie } from './cookie.ts';
import { Csrf } from './csrf.ts';
import { SessionLogins } from './logins.ts';
import { sessionMigrations } from './migrations.ts';
import { sessionRoutes } from './routes.ts';
import { SessionStore } from './store.ts';
import { SessionStrategy } from './strategy.ts';

const settings = {
  /** For how long a session lives without a request. */
  SESSION_COOKIE_AGE: duration('2w', 1000),
  /** For how long a session lives at most. */
  SESSION_ABSOLUTE_AGE: duration('30d', 1000),
};

/** Server-side session: the browser holds a cookie with a random id, the server everything else. */
export const session = defineScheme({
  name: 'session',
  settings,
  migrations: sessionMigrations,
  open(services, checked) {
    const { database, keys, clock, trustedOrigins } = services;
    const store = new SessionStore(database, clock, {
      idle: checked.SESSION_COOKIE_AGE,
      absolute: checked.SESSION_ABSOLUTE_AGE,
    });
    const cookie = new SessionCookie(keys.derive('session cookie'), clock);
    const csrf = new Csrf(keys.derive('csrf token'), trustedOrigins);
    const logins = new SessionLogins(database, clock, cookie);
    return {
      name: 'session',
      credentials: { cookie: cookie.name, isAmbient: true },
      strategy: new SessionStrategy(store, cookie, csrf),
      loginPath: '/login/',
      logoutPath: '/logout/',
      routes: sessionRoutes(services, { store, logins, cookie, csrf }),
      logins,
      async holdCredential(queries, request) {
        const id = cookie.read(request);
        return id !== undefined && store.hold(queries, id);
      },
      renew: logins.renew.bind(logins),
      formFields: csrf.fields.bind(csrf),
    };
  },
  deleteExpired: deleteExpiredSessions,
  addCommands,
});
