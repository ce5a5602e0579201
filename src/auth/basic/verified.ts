import { LRUCache } from 'lru-cache';
import { createHmac, randomBytes } from 'node:crypto';
import type { Dependencies } from '../../dependencies.ts';
import type { CredentialsCheck } from '../../users/credentials.ts';

/** How many verified credentials are remembered. */
const CACHE_SIZE = 10_000;

/** Username and password → user. */
type Check = CredentialsCheck['check'];

/**
 * Remembers for a short while which credentials were right, so that a client that sends the same
 * ones with every request pays for one hash and not for each.
 *
 * What is kept is an HMAC under a key that lives and dies with the process, over name, password,
 * the stored hash and the user's epoch. The user is read each time all the same: whoever was
 * deactivated, or got a new password, is refused on the next request, because their row no longer
 * gives the HMAC that was kept. A wrong password is never kept and always costs its hash.
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
  const key = randomBytes(32);
  const verifiedAt = new LRUCache<string, number>({ max: CACHE_SIZE });

  const fingerprint = (...parts: readonly string[]): string => {
    const hmac = createHmac('sha256', key);
    // Each with its length, so that no two lists of parts read the same.
    for (const part of parts) hmac.update(`${part.length}:`).update(part, 'utf16le');
    return hmac.digest('base64');
  };

  return async (username, password, request) => {
    const found = await users.findWithPassword(username);
    if (!found?.user.isActive) return check(username, password, request);
    const { user, encodedPassword } = found;
    const mark = fingerprint(username, password, encodedPassword, String(user.credentialsEpoch));
    const at = verifiedAt.get(mark);
    if (at !== undefined && Math.abs(clock() - at) < lifetime) return user;
    const checked = await check(username, password, request);
    if (checked !== undefined) verifiedAt.set(mark, clock());
    return checked;
  };
}
