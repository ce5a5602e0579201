import type { Request } from 'express';
import type { Events } from '../events/events.ts';
import { addressOf } from '../http/client-address.ts';
import type { LoginThrottle } from '../throttle/login-throttle.ts';
import type { Credentials } from '../users/credentials.ts';
import type { LoginName, UserStore } from '../users/store.ts';
import type { User } from '../users/user.ts';

/** Name and password → user, whichever way they came in. */
export interface CredentialsCheck {
  /**
   * @param request that brought them.
   * @returns the active user they belong to, or undefined.
   * @throws {HttpError} 429 or 503 when they cannot be checked now.
   */
  check(login: LoginName, password: string, request: Request): Promise<User | undefined>;
}

/** What a check is made of. */
export interface CheckParts {
  readonly users: UserStore;
  readonly credentials: Credentials;
  readonly events: Events;
  /** None where LOGIN_THROTTLE is off. */
  readonly throttle: LoginThrottle | undefined;
}

/** The check that every scheme asks: as long as there are not too many wrong ones, and written down. */
export class LimitedCheck implements CredentialsCheck {
  readonly #parts: CheckParts;

  constructor(parts: CheckParts) {
    this.#parts = parts;
  }

  /** @throws {Throttled} 429 when there were too many. */
  async check(login: LoginName, password: string, request: Request): Promise<User | undefined> {
    const { throttle, users, credentials, events } = this.#parts;
    let owner: User | undefined;
    const run = async (): Promise<User | undefined> => {
      const verdict = await credentials.verify(login, password);
      owner = verdict.owner;
      return verdict.user;
    };
    const record = (user: User | undefined): Promise<void> =>
      events.record(user === undefined ? 'login failed' : 'login succeeded', {
        user: user ?? owner,
        request,
      });
    if (throttle === undefined) {
      const user = await run();
      await record(user);
      return user;
    }
    return throttle.run({
      ...(await users.attemptNames(login)),
      address: addressOf(request) ?? '',
      run,
      record,
      // When a limit is reached; attempts that are turned away after that leave no trace to fill the disk.
      async onLimit() {
        const user = await users.findByLogin(login);
        await events.record('login throttled', { user, request });
      },
    });
  }
}
