import { defineScheme } from '../scheme.ts';
import { deleteExpiredSessions } from './commands.ts';
import { SessionCookie } from './cookie.ts';
import { Csrf, CSRF_HEADER, OWN_TOKEN } from './csrf.ts';
import { SessionLogins } from './logins.ts';
import { sessionMigrations } from './migrations.ts';
import { sessionRoutes } from './routes.ts';
import { cookieRules, sessionCombinations, sessionSettings } from './settings.ts';
import { SessionStore } from './store.ts';
import { SessionStrategy } from './strategy.ts';

/** Server-side session: the browser holds a cookie with a random id, the server everything else. */
export const session = defineScheme({
  name: 'session',
  settings: sessionSettings,
  combinations: sessionCombinations,
  migrations: sessionMigrations,
  open(services, checked) {
    const { database, keys, clock, trustedOrigins, basePath } = services;
    const { SESSION_COOKIE_NAME: name, CSRF_COOKIE_NAME: csrfName } = checked;
    const store = new SessionStore(database, clock, {
      idle: checked.SESSION_COOKIE_AGE,
      absolute: checked.SESSION_ABSOLUTE_AGE,
    });
    const rules = cookieRules(name, checked, basePath);
    const cookie = new SessionCookie(keys.derive('session cookie'), clock, name, rules);
    const csrfRules = cookieRules(csrfName, checked, basePath);
    const csrf = new Csrf(keys.derive('csrf token'), trustedOrigins, csrfName, csrfRules);
    const logins = new SessionLogins(database, clock, cookie);
    return {
      name: 'session',
      credentials: { cookie: cookie.name, isAmbient: true },
      echo: { cookie: csrf.cookie, header: CSRF_HEADER, pattern: OWN_TOKEN.source },
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
});
