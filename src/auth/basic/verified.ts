import { LRUCache } from 'lru-cache';
import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import type { Dependencies } from '../../dependencies.ts';
import type { CredentialsCheck } from '../../users/credentials.ts';

/** How many verified credentials are remembered. */
const CACHE_SIZE = 10_000;

/** Username and password → user. */
type Check = CredentialsCheck['check'];

/** That a user's password was right, once. */
interface Verified {
  /** Of what; see below. */
  readonly mark: string;
  /** Unix milliseconds. */
  readonly at: number;
}

/**
 * Remembers for a short while which credentials were right, so that a client that sends the same
 * ones with every request pays for one hash and not for each.
 *
 * What is kept is an HMAC under a key that lives and dies with the process, over name, password, the
 * stored hash and the user's epoch. The user is read each time all the same: whoever was deactivated,
 * or got a new password, is refused on the next request, because their row no longer gives the HMAC
 * that was kept. A wrong password is never kept and always costs its hash.
 *
 * It is kept for the address alone that the credentials came from, and forgotten when others come
 * from there: where guesses are turned away unread, the memory must not tell which one was right.
 *
 * @param check asked where nothing is remembered.
 * @param lifetime milliseconds; 0 remembers nothing.
 */
export function rememberVerified(
  check: Check,
  { users, clock }: Pick<Dependencies, 'users' | 'clock'>,
  lifetime: number,
): Check {
  if (lifetime === 0) return check;
  const key = createSecretKey(randomBytes(32));
  const verified = new LRUCache<string, Verified>({ max: CACHE_SIZE });

  // In JSON, so that no two lists read the same.
  const fingerprint = (...parts: readonly unknown[]): string =>
    createHmac('sha256', key).update(JSON.stringify(parts)).digest('base64');

  return async (username, password, request) => {
    const found = await users.findWithPassword(username);
    const { user, encodedPassword = '' } = found ?? {};
    // For unknown names, too, so that time does not tell them from others.
    const mark = fingerprint(username, password, encodedPassword, user?.credentialsEpoch);
    if (!user?.isActive) return check(username, password, request);
    const client = `${user.id} ${request.ip ?? ''}`;
    const known = verified.get(client);
    if (known?.mark === mark && Math.abs(clock() - known.at) < lifetime) return user;
    // Before the check, during which more guesses may come.
    verified.delete(client);
    const checked = await check(username, password, request);
    if (checked !== undefined) verified.set(client, { mark, at: clock() });
    return checked;
  };
}
