import type { Request } from 'express';
import type { Authority } from '../users/authority.ts';
import type { User } from '../users/user.ts';
import type { Client } from '../http/client.ts';

/**
 * How many logins a user can have of each scheme; a program may log in every minute. One more ends
 * the oldest that was not used again, or else the one that was used the longest ago. So a login that
 * somebody uses outlives those that a program leaves behind. One that began less than {@link TIME_FOR_USE} ago
 * counts as used: two logins at a moment would end each other. Where nothing else tells them apart, their keys do, so
 * that two logins at a moment end one and the same.
 */
export const MOST_LOGINS = 100;

/**
 * From how many on it is asked which are too many. Logins of the same moment do not count each other: half as
 * many as there may be are many.
 */
export const MANY_LOGINS = MOST_LOGINS / 2;

/** SQL: how many rows of a table the user of its row has, {@link MANY_LOGINS} at most. */
export function countOfUser(table: string): string {
  return `(
    SELECT COUNT(*) FROM (
      SELECT 1 FROM ${table} AS theirs
      WHERE theirs.user_id = ${table}.user_id LIMIT ${MANY_LOGINS}) AS found)`;
}

/** Milliseconds until a login that was not used again is taken for one that nobody uses. */
export const TIME_FOR_USE = 2000;

/** How many surplus logins are ended at a time, where there was no limit before. */
export const MOST_ENDED = 1000;

/** What the event says of a login that another has displaced. */
export function describeDisplaced(scheme: string): string {
  return `${scheme}: one of more than ${MOST_LOGINS}`;
}

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
