import type { Request } from 'express';
import type { CredentialsCheck } from '../users/credentials.ts';
import type { LoginName, UserStore } from '../users/store.ts';
import type { User } from '../users/user.ts';
import type { Events } from './events.ts';

/** Writes down how each check of a password went. */
export class RecordedCredentials implements CredentialsCheck {
  readonly #credentials: CredentialsCheck;
  readonly #users: UserStore;
  readonly #events: Events;

  constructor(credentials: CredentialsCheck, users: UserStore, events: Events) {
    this.#credentials = credentials;
    this.#users = users;
    this.#events = events;
  }

  async check(login: LoginName, password: string, request: Request): Promise<User | undefined> {
    const user = await this.#credentials.check(login, password, request);
    if (user === undefined) {
      const owner = await this.#users.findByLogin(login);
      await this.#events.record('login failed', { user: owner, request });
    } else {
      await this.#events.record('login succeeded', { user, request });
    }
    return user;
  }
}
