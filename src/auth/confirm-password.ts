import type { Request } from 'express';
import { ValidationError } from '../http/fields.ts';
import type { CredentialsCheck } from './credentials-check.ts';
import { authorityOf, userOf } from './authenticated.ts';

/**
 * Makes sure that the sender of an authenticated request knows its user's password, too, and lets
 * the request grant what outlives its own credential: a person who has found an open browser, or a
 * token, must not be able to keep what it opens (ASVS 6.2.3, 7.5.1).
 *
 * @throws {ValidationError} 400 for a wrong one.
 * @throws {Throttled} 429 after too many wrong ones, as at a login.
 */
export async function confirmPassword(
  credentials: CredentialsCheck,
  request: Request,
  password: string,
): Promise<void> {
  const user = userOf(request);
  if ((await credentials.check(user, password, request))?.id !== user.id) {
    throw new ValidationError({ current_password: ['Invalid password.'] });
  }
  request.authority = { ...authorityOf(request), hasPassword: true };
}
