import type { Logger } from 'pino';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import type { Database } from './database/database.ts';
import { SecretKeys } from './secret-key.ts';
import { Credentials } from './users/credentials.ts';
import { PasswordHasher } from './users/password.ts';
import { UserStore } from './users/store.ts';

/** What the outside gives: settings, storage, time and a place to log. */
export interface Surroundings {
  readonly config: Config;
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
}

/** What the rooms and the commands build on. */
export interface Dependencies extends Surroundings {
  readonly keys: SecretKeys;
  readonly users: UserStore;
  readonly hasher: PasswordHasher;
  readonly credentials: Credentials;
}

/** Puts the shared parts together, once for each process (or test). */
export function createDependencies(surroundings: Surroundings): Dependencies {
  const { config, database, clock } = surroundings;
  const users = new UserStore(database, clock);
  const hasher = new PasswordHasher(config.BCRYPT_COST);
  return {
    ...surroundings,
    keys: new SecretKeys([config.SECRET_KEY, ...config.SECRET_KEY_FALLBACKS]),
    users,
    hasher,
    credentials: new Credentials(users, hasher),
  };
}
