import type { Request } from 'express';
import type { Authority } from '../users/authority.ts';
import type { User } from '../users/store.ts';
import type { Client } from '../http/client.ts';

/** How many are listed of each scheme: those that were seen last. A program may log in every minute. */
export const MOST_LOGINS = 100;

/** What one login has led to and still lets somebody in; times are Unix milliseconds. */
export interface Login extends Client {
  /** Names it among its user's; worth nothing to anybody else. */
  readonly id: string;
  readonly createdAt: number;
  readonly lastSeenAt: number;
  /** When it ends if it is not used any more. */
  readonly expiresAt: number;
  /** Whether it is what the request is made with. */
  readonly isCurrent: boolean;
}

/** A user's own logins of one scheme. */
export interface Logins {
  /** Those that are alive, {@link MOST_LOGINS} at most. */
  list(user: User, request: Request): Promise<Login[]>;
  /** @returns whether the user had such a login. */
  end(user: User, id: string, authority: Authority): Promise<boolean>;
}
