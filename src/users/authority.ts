import type { Queries } from '../database/database.ts';
import { HttpError } from '../http/http-error.ts';
import { ValidationError } from '../http/fields.ts';
import type { User } from './user.ts';

/**
 * By what right somebody grants, takes or changes something.
 *
 * A guard asks who may when a request arrives. Between that and the write there are waits (for a
 * hash, for a turn at the database) in which the right can be taken away, so what writes asks again,
 * in the same transaction.
 */
export interface Authority {
  /** Whether the password came along with the request; see {@link requirePassword}. */
  readonly hasPassword: boolean;
  /**
   * Makes sure, first of all in a transaction, that the right is still there, and that nobody can
   * take it away before the transaction has ended.
   *
   * @throws {HttpError} 403 when it is gone.
   */
  hold(queries: Queries): Promise<void>;
}

/** Commands on the server's own machine: the operator who runs them can change the database anyway. */
export const OPERATOR: Authority = { hasPassword: true, hold: () => Promise.resolve() };

/** It changes nothing; it locks the row, which a SELECT can in PostgreSQL alone. */
const HOLD_USER = `
  UPDATE users SET credentials_epoch = credentials_epoch
  WHERE id = ? AND credentials_epoch = ? AND is_active = 1`;
const SELECT_SUPERUSER = 'SELECT id FROM users WHERE id = ? AND is_superuser = 1';

/** What users may by being who they are, as long as nothing has ended what was issued to them. */
export function userAuthority({ id, credentialsEpoch }: User): Authority {
  return {
    hasPassword: false,
    async hold(queries) {
      const { changes } = await queries.run(HOLD_USER, id, credentialsEpoch);
      if (changes === 0) throw new AuthorityEnded();
    },
  };
}

/** The same right, of a user who has to be a superuser besides. */
export function superuserAuthority(authority: Authority, { id }: User): Authority {
  return {
    hasPassword: authority.hasPassword,
    async hold(queries) {
      await authority.hold(queries);
      if ((await queries.get(SELECT_SUPERUSER, id)) === undefined) throw new PermissionDenied();
    },
  };
}

/**
 * Refuses to grant what outlives the credential that asks for it, such as a token or another
 * superuser, to a client that has that credential and not the password: a stolen one must not be
 * exchanged for one that lasts (ASVS 7.5.1).
 *
 * @throws {ValidationError} 400.
 */
export function requirePassword({ hasPassword }: Authority): void {
  if (!hasPassword) throw new ValidationError({ current_password: ['This field is required.'] });
}

/** 403: what let the request in has ended while it was under way. */
export class AuthorityEnded extends HttpError {
  constructor() {
    super(403, 'Your credentials have just changed.');
  }
}

/** 403: this is for superusers, in DRF's words. */
export class PermissionDenied extends HttpError {
  constructor() {
    super(403, 'You do not have permission to perform this action.');
  }
}
