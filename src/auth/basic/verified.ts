import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import { boundedCache } from '../../bounded-cache.ts';
import { addressOf } from '../../http/client-address.ts';
import type { CredentialsCheck } from '../credentials-check.ts';
import type { User } from '../../users/user.ts';
import type { Services } from '../services.ts';

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
 * ones with every request pays for one hash and not for each. Requests that come while it is hashed
 * wait for its result; if that is no, each of them is checked, and counted, by itself.
 *
 * What is kept is an HMAC under a key that lives and dies with the process, over name, password, the
 * stored hash and the user's epoch. The user is read each time all the same: one who was deactivated,
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
  { users, clock }: Pick<Services, 'users' | 'clock'>,
  lifetime: number,
): Check {
  const key = createSecretKey(randomBytes(32));
  const verified = boundedCache<Verified>(CACHE_SIZE);
  /** The checks under way. */
  const checks = new Map<string, Promise<User | undefined>>();

  // In JSON, so that no two lists read the same.
  const fingerprint = (...parts: readonly unknown[]): string =>
    createHmac('sha256', key).update(JSON.stringify(parts)).digest('base64');

  return async (username, password, request) => {
    const found = await users.findWithPassword(username);
    const { user, encodedPassword = '' } = found ?? {};
    // For unknown names, too, so that time does not tell them from others.
    const mark = fingerprint(username, password, encodedPassword, user?.credentialsEpoch);
    if (!user?.isActive) return check(username, password, request);
    const client = `${user.id} ${addressOf(request) ?? ''}`;
    const known = verified.get(client);
    if (known?.mark === mark && Math.abs(clock() - known.at) < lifetime) return user;
    const verify = async (): Promise<User | undefined> => {
      // Before the check, during which more guesses may come.
      verified.delete(client);
      const checked = await check(username, password, request);
      if (checked !== undefined && lifetime > 0) verified.set(client, { mark, at: clock() });
      return checked;
    };
    const claim = `${client} ${mark}`;
    const running = checks.get(claim);
    if (running !== undefined) return (await running) ?? verify();
    const checking = verify().finally(() => checks.delete(claim));
    checks.set(claim, checking);
    return checking;
  };
}
