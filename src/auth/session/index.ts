import { duration } from '../../setting/duration.ts';
import { defineRoom } from '../scheme.ts';
import { obtain } from './client.ts';
import { addCommands, deleteExpiredSessions } from './commands.ts';
import { SessionCookie } from './cookie.ts';
import { csrfFields } from './csrf-fields.ts'; // main
import { lesson } from './lesson.ts'; // main
import { SessionLogins } from './logins.ts'; // main
import { describeSession } from './openapi.ts'; // main
import { sessionRoutes } from './routes.ts';
import { sessionMigrations, SessionStore } from './store.ts';
import { SessionStrategy } from './strategy.ts';
import { tour } from './tour.ts'; // main

const settings = {
  /** For how long a session lives without a request. */
  SESSION_COOKIE_AGE: duration('2w', 1000),
  /** For how long a session lives at most. */
  SESSION_ABSOLUTE_AGE: duration('30d', 1000),
};

/** Server-side session: the browser holds a cookie with a random id, the server everything else. */
export const session = defineRoom({
  name: 'session',
  step: '0.3',
  settings,
  migrations: sessionMigrations,
  obtain,
  lesson, // main
  tour, // main
  open(dependencies, checked) {
    const { database, keys, clock } = dependencies;
    const store = new SessionStore(database, clock, {
      idle: checked.SESSION_COOKIE_AGE,
      absolute: checked.SESSION_ABSOLUTE_AGE,
    });
    const cookie = new SessionCookie(keys.derive('session cookie'), clock);
    const logins = new SessionLogins(database, clock, cookie); // main
    return {
      name: 'session',
      credentials: { cookie: cookie.name },
      strategy: new SessionStrategy(store, cookie),
      loginPath: '/login/',
      logoutPath: '/logout/',
      routes: sessionRoutes(dependencies, store, cookie),
      logins, // main
      keep: logins.keep.bind(logins), // main
      formFields: csrfFields, // main
      openapi: describeSession(cookie.name), // main
    };
  },
  deleteExpired: deleteExpiredSessions,
  addCommands,
});
