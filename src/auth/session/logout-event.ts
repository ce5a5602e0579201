import type { Request } from 'express';
import type { Dependencies } from '../../server/dependencies.ts';

/** Writes down who has logged out; nobody, where there was no session. */
export async function recordLogout(
  { users, events }: Dependencies,
  userId: number | undefined,
  request: Request,
): Promise<void> {
  if (userId === undefined) return;
  await events.record('logout', { user: await users.findById(userId), request });
}
