import type { Request } from 'express';
import type { Events } from '../events/events.ts';
import { addressOf } from '../http/client-address.ts';
import type { CredentialsCheck } from '../users/credentials.ts';
import type { LoginName, UserStore } from '../users/store.ts';
import type { User } from '../users/user.ts';
import type { LoginThrottle } from './login-throttle.ts';

/** Checks passwords as long as there are not too many wrong ones. */
export class ThrottledCredentials implements CredentialsCheck {
  readonly #credentials: CredentialsCheck;
  readonly #throttle: LoginThrottle;
  readonly #users: UserStore;
  readonly #events: Events;

  constructor(
    credentials: CredentialsCheck,
    throttle: LoginThrottle,
    users: UserStore,
    events: Events,
  ) {
    this.#credentials = credentials;
    this.#throttle = throttle;
    this.#users = users;
    this.#events = events;
  }

  /** @throws {Throttled} 429 when there were too many. */
  async check(login: LoginName, password: string, request: Request): Promise<User | undefined> {
    return this.#throttle.run({
      username: await this.#users.accountName(login),
      address: addressOf(request) ?? '',
      run: () => this.#credentials.check(login, password, request),
      // When a limit is reached; whoever is turned away after that leaves no trace to fill the disk.
      onLimit: async () => {
        const user = await this.#users.findByLogin(login);
        await this.#events.record('login throttled', { user, request });
      },
    });
  }
}
