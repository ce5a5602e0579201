import type { Logger } from 'pino';
import type { Clock } from './clock.ts'; // 0.2
import type { Config } from './config.ts';
import type { Database } from './database/database.ts'; // 0.2
import { Events } from './events/events.ts'; // main
import { RecordedCredentials } from './events/recorded-credentials.ts'; // main
import { EventStore } from './events/store.ts'; // main
import { SecretKeys } from './secret-key.ts'; // 0.3
import { observeCredentials } from './telemetry/observed-credentials.ts'; // main
import { observeDatabase } from './telemetry/observed-database.ts'; // main
import { Telemetry } from './telemetry/telemetry.ts'; // main
import { LoginThrottle } from './throttle/login-throttle.ts'; // main
import { ThrottledCredentials } from './throttle/throttled-credentials.ts'; // main
import { steadyClock } from './steady-clock.ts'; // main
import { Credentials } from './users/credentials.ts'; // 0.2
import type { CredentialsCheck } from './users/credentials.ts'; // 0.2
import { PasswordHasher } from './users/password.ts'; // 0.2
import { hashesAtOnce } from './users/password.ts'; // main
import { UserStore } from './users/store.ts'; // 0.2

/** What the outside gives: settings, storage, time and a place to log. */
export interface Surroundings {
  readonly config: Config;
  readonly log: Logger;
  readonly database: Database; // 0.2
  readonly clock: Clock; // 0.2
  /** The latest time known from an earlier run. */ // main
  readonly latestTime?: number; // main
}

/** What everything else builds on. */
export interface Dependencies extends Surroundings {
  readonly users: UserStore; // 0.2
  readonly hasher: PasswordHasher; // 0.2
  readonly credentials: CredentialsCheck; // 0.2
  readonly keys: SecretKeys; // 0.3
  readonly events: Events; // main
  readonly telemetry: Telemetry; // main
}

/** Puts the shared parts together, once for each process (or test). */
export function createDependencies(surroundings: Surroundings): Dependencies {
  const { config } = surroundings; // 0.2
  let { clock, database } = surroundings; // 0.2
  const telemetry = new Telemetry(surroundings); // main
  database = observeDatabase(database, telemetry.observer); // main
  clock = steadyClock(clock, surroundings.latestTime); // main
  const users = new UserStore(database, clock); // 0.2
  const hasher = new PasswordHasher(config.BCRYPT_COST); // 0.2
  hasher.queue.concurrency = hashesAtOnce(config.WEB_CONCURRENCY); // main
  telemetry.watchHasher(hasher); // main
  const keys = new SecretKeys([config.SECRET_KEY, ...config.SECRET_KEY_FALLBACKS]); // 0.3
  const events = new Events(new EventStore(database, clock), surroundings.log); // main
  const throttle = new LoginThrottle(database, clock, keys.derive('login throttle')[0]); // main
  let credentials: CredentialsCheck = new Credentials(users, hasher); // 0.2
  credentials = new RecordedCredentials(credentials, users, events); // main
  const throttled = new ThrottledCredentials(credentials, throttle, users, events); // main
  if (config.LOGIN_THROTTLE) credentials = throttled; // main
  credentials = observeCredentials(credentials, telemetry.observer); // main
  return {
    ...surroundings,
    database, // 0.2
    clock, // 0.2
    users, // 0.2
    hasher, // 0.2
    credentials, // 0.2
    keys, // 0.3
    events, // main
    telemetry, // main
  };
}
