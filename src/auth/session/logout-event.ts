import type { Request } from 'express';
import type { Services } from '../services.ts';

/** Writes down who has logged out; nobody, where there was no session. */
export async function recordLogout(
  { users, events }: Pick<Services, 'users' | 'events'>,
  userId: number | undefined,
  request: Request,
): Promise<void> {
  if (userId === undefined) return;
  await events.record('logout', { user: await users.findById(userId), request });
}
