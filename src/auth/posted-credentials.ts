import type { Request } from 'express';
import { readBody } from '../http/body.ts';
import { readFields } from '../http/fields.ts';
import type { CredentialsCheck } from './credentials-check.ts';
import type { User } from '../users/user.ts';

/** A password is not ours to edit: its spaces count. */
export const CREDENTIAL_FIELDS = { username: { trim: true }, password: { trim: false } } as const;

/**
 * The fields `username` and `password` of a request's body → the user whom they belong to, for
 * schemes that exchange them for something else.
 *
 * @returns undefined when they are wrong.
 * @throws {ValidationError} 400 when they are not there, or no text.
 */
export async function checkPosted(
  credentials: CredentialsCheck,
  request: Request,
): Promise<User | undefined> {
  const { username, password } = readFields(await readBody(request), CREDENTIAL_FIELDS);
  return credentials.check(username, password, request);
}
