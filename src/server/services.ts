import type { Logger } from 'pino';
import { LimitedCheck } from '../auth/credentials-check.ts';
import type { ClaimsHook, Services } from '../auth/services.ts';
import { monotonicClock } from '../clock.ts';
import type { Clock } from '../clock.ts';
import type { Config } from './config.ts';
import type { Database } from '../database/database.ts';
import { Events } from '../events/events.ts';
import { EventStore } from '../events/store.ts';
import { SecretKeys } from '../keys/secret-key.ts';
import { observeCredentials, observeDatabase } from './telemetry/observed.ts';
import { Telemetry } from './telemetry/telemetry.ts';
import { LoginThrottle } from '../throttle/login-throttle.ts';
import { ThrottleKey } from '../throttle/throttle-key.ts';
import { Credentials } from '../users/credentials.ts';
import { PasswordHasher } from '../users/password.ts';
import { UserStore } from '../users/store.ts';

/** What the outside gives: settings, storage, time and a place to log. */
export interface Environment {
  readonly config: Config;
  readonly log: Logger;
  readonly database: Database;
  readonly clock: Clock;
  /** Aborted from when on the process is to end; nobody should send it anything new. */
  readonly stopping?: AbortSignal;
  /** The latest time known from an earlier run. */
  readonly latestTime?: number;
  /** What an app says of users in access tokens. */
  readonly claims?: ClaimsHook | undefined;
}

/** What the whole server is built on. */
export interface ServerServices extends Services, Environment {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly telemetry: Telemetry;
}

/** Puts the services together, once for each process (or test). */
export function createServices(environment: Environment): ServerServices {
  const { config, log } = environment;
  const telemetry = new Telemetry(environment);
  const database = observeDatabase(environment.database, telemetry.observer);
  const clock = monotonicClock(environment.clock, environment.latestTime);
  const users = new UserStore(database, clock, config.LOGIN_FIELDS);
  const { BCRYPT_COST, WEB_CONCURRENCY, PASSWORD_FORMAT } = config;
  const hasher = new PasswordHasher(BCRYPT_COST, WEB_CONCURRENCY, PASSWORD_FORMAT);
  telemetry.watchHasher(hasher);
  const keys = new SecretKeys([config.SECRET_KEY, ...config.SECRET_KEY_FALLBACKS]);
  const events = new Events(new EventStore(database, clock), log);
  const throttle = config.LOGIN_THROTTLE
    ? new LoginThrottle(database, clock, new ThrottleKey(database, keys))
    : undefined;
  const check = new LimitedCheck({
    users,
    credentials: new Credentials(users, hasher),
    events,
    throttle,
  });
  const credentials = observeCredentials(check, telemetry.observer);
  const shared = { database, clock, users, hasher, credentials, keys, events, telemetry };
  const { TRUSTED_ORIGINS: trustedOrigins, BASE_PATH: basePath } = config;
  return { ...environment, ...shared, trustedOrigins, basePath };
}
