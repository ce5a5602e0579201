import type { Request } from 'express';
import { userOf } from '../../auth/authenticated.ts';
import type { User } from '../../users/user.ts';

/** Whose sessions and tokens a page is about, and where that user's own page is. */
export interface Owner {
  readonly find: (request: Request) => User | Promise<User>;
  /** Without the slash at its end. */
  readonly pathOf: (user: User) => string;
}

/** The user who asks. */
export const SELF: Owner = { find: userOf, pathOf: () => '/account' };
