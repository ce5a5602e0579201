import { ServiceUnavailable } from '../../http/http-error.ts';
import { Throttled } from '../../throttle/throttled.ts';
import type { CredentialsCheck } from '../../auth/credentials-check.ts';
import type { LoginOutcome, Observer } from './observer.ts';

/** A check of names and passwords that tells how each went; the check itself when nobody wants to know. */
export function observeCredentials(
  credentials: CredentialsCheck,
  { loggedIn }: Observer,
): CredentialsCheck {
  if (loggedIn === undefined) return credentials;
  return {
    async check(login, password, request) {
      try {
        const user = await credentials.check(login, password, request);
        loggedIn(user === undefined ? 'failure' : 'success');
        return user;
      } catch (error) {
        loggedIn(outcomeOf(error));
        throw error;
      }
    },
  };
}

function outcomeOf(error: unknown): LoginOutcome {
  if (error instanceof Throttled) return 'throttled';
  // One with a cause is an outage.
  return error instanceof ServiceUnavailable && error.cause === undefined ? 'busy' : 'error';
}
