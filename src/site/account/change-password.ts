import type { Request } from 'express';
import { authorityOf, renewCurrent, userOf } from '../../auth/authenticated.ts';
import { confirmPassword } from '../../auth/confirm-password.ts';
import type { Scheme } from '../../auth/scheme.ts';
import type { Services } from '../../auth/services.ts';
import { readBody } from '../../http/body.ts';
import { readFields, ValidationError } from '../../http/fields.ts';
import { AuthorityEnded } from '../../users/authority.ts';
import { passwordProblems } from '../../users/password-rules.ts';

export const PASSWORD_FIELDS = {
  current_password: { trim: false },
  new_password: { trim: false },
} as const;

export type PasswordServices = Pick<Services, 'users' | 'hasher' | 'credentials' | 'events'>;

/**
 * Changes the user's password to the one in the request's body, and ends all that was issued under
 * the old one but the session that asks for it. The old password is asked for, and limited as at a
 * login, because a person who has found an open browser must not be able to keep the account (ASVS
 * 6.2.3).
 *
 * @throws {ValidationError} 400 for an old password that is wrong, or a new one that is weak.
 * @throws {Throttled} 429 after too many wrong ones.
 * @throws {AuthorityEnded} 403 when somebody else was faster.
 */
export async function changePassword(
  { users, hasher, credentials, events }: PasswordServices,
  schemes: readonly Scheme[],
  request: Request,
): Promise<void> {
  const user = userOf(request);
  const fields = readFields(await readBody(request), PASSWORD_FIELDS);
  const { current_password: current, new_password: password } = fields;
  const problems = passwordProblems(password, user);
  if (problems.length > 0) throw new ValidationError({ new_password: problems });
  await confirmPassword(credentials, request, current);
  const encoded = await hasher.encode(password);
  const renewed = await users.changePassword(user.id, encoded, authorityOf(request));
  if (renewed === undefined) throw new AuthorityEnded();
  await renewCurrent(request, schemes, renewed);
  await events.record('password changed', { user, request });
}
