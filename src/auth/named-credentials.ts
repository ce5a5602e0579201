import type { Authority } from '../users/authority.ts';
import type { User } from '../users/user.ts';

/** What a user has let a program in by; times are Unix milliseconds. */
export interface NamedCredential {
  readonly id: number;
  /** As its user calls it. */
  readonly name: string;
  /** How it begins. */
  readonly prefix: string;
  /** The scopes that it is limited to, with spaces in between; null where it may do all that its user may. */
  readonly scope: string | null;
  readonly createdAt: number;
  readonly expiresAt: number | null;
  readonly lastUsedAt: number | null;
}

/** The named credentials of one scheme, as administrators see and end them. */
export interface NamedCredentials {
  /** The user's credentials that work. */
  list(user: User): Promise<readonly NamedCredential[]>;
  /** @returns the name of the one that is gone; undefined when the user had none with this id. */
  delete(user: User, id: number, authority: Authority): Promise<string | undefined>;
}
