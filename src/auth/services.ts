import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import type { Events } from '../events/events.ts';
import type { SecretKeys } from '../keys/secret-key.ts';
import type { CredentialsCheck } from './credentials-check.ts';
import type { PasswordHasher } from '../users/password.ts';
import type { UserStore } from '../users/store.ts';
import type { User } from '../users/user.ts';

/** What an app says of a user in access tokens; it may ask its own tables. */
export type ClaimsHook = (
  user: User,
) => Readonly<Record<string, unknown>> | Promise<Readonly<Record<string, unknown>>>;

/** What schemes, and the pages about them, are built on. Each part names those that it uses. */
export interface Services {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly users: UserStore;
  readonly hasher: PasswordHasher;
  readonly credentials: CredentialsCheck;
  readonly keys: SecretKeys;
  readonly events: Events;
  /** Origins of other sites whose pages may call (TRUSTED_ORIGINS). */
  readonly trustedOrigins: readonly string[];
  /** Below which all of the server is (BASE_PATH), and its cookies are for; empty for the root. */
  readonly basePath: string;
  readonly claims?: ClaimsHook | undefined;
}
