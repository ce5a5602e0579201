import type { Request } from 'express';
import { authorityOf } from '../../auth/authenticated.ts';
import type { Login } from '../../auth/logins.ts';
import type { Scheme } from '../../auth/scheme.ts';
import type { Services } from '../../auth/services.ts';
import type { User } from '../../users/user.ts';

/** A login, and the name of the scheme that it was made with. */
export interface OwnLogin extends Login {
  readonly scheme: string;
}

/** The logins of a user, the one seen last first. */
export async function listLogins(
  schemes: readonly Scheme[],
  request: Request,
  user: User,
): Promise<OwnLogin[]> {
  const lists = schemes.map(async ({ name, logins }) =>
    (await logins?.list(user, request))?.map((login) => ({ scheme: name, ...login })),
  );
  const all = (await Promise.all(lists)).flatMap((list) => list ?? []);
  return all.sort((one, other) => other.lastSeenAt - one.lastSeenAt);
}

/** Ends one of them. @returns whether there was such a login. */
export async function endLogin(
  { events }: Pick<Services, 'events'>,
  schemes: readonly Scheme[],
  request: Request,
  user: User,
  id: string,
): Promise<boolean> {
  for (const { name, logins } of schemes) {
    if (!(await logins?.end(user, id, authorityOf(request)))) continue;
    await events.record('session ended', { user, request, detail: name });
    return true;
  }
  return false;
}
