import { ServiceUnavailable } from '../http/http-error.ts';
import type { PasswordHasher } from './password.ts';
import type { LoginName, UserStore } from './store.ts';
import type { User } from './user.ts';

/** What a name and a password say. */
export interface Verdict {
  /** Who has the name, if anybody; known to us alone. */
  readonly owner: User | undefined;
  /** The active user whom both belong to. */
  readonly user: User | undefined;
}

/**
 * The one place that decides whom a name and a password belong to.
 *
 * An unknown name, a wrong password and an inactive user are refused alike and cost one hash each:
 * neither the answer nor its timing says which it was (ASVS 6.3.8).
 */
export class Credentials {
  readonly #users: UserStore;
  readonly #hasher: PasswordHasher;

  constructor(users: UserStore, hasher: PasswordHasher) {
    this.#users = users;
    this.#hasher = hasher;
  }

  /** @throws {ServiceUnavailable} when too many passwords are being checked already. */
  async verify(login: LoginName, password: string): Promise<Verdict> {
    const found = await this.#users.findWithPassword(login);
    const matches = await this.#hasher.verify(password, found?.encodedPassword);
    if (!matches || !found?.user.isActive) return { owner: found?.user, user: undefined };
    if (this.#hasher.needsUpgrade(found.encodedPassword)) {
      await this.#upgrade(found.user, found.encodedPassword, password);
    }
    return { owner: found.user, user: await this.#asBefore(found.user) };
  }

  /** The user, unless they were deactivated or got a new password while the hash waited its turn. */
  async #asBefore({ id, credentialsEpoch }: User): Promise<User | undefined> {
    const user = await this.#users.findById(id);
    return user?.isActive && user.credentialsEpoch === credentialsEpoch ? user : undefined;
  }

  /** Stores the password under the current cost, unless too much else is to be hashed right now. */
  async #upgrade(user: User, from: string, password: string): Promise<void> {
    try {
      await this.#users.upgradePassword(user.id, from, await this.#hasher.encode(password));
    } catch (error) {
      if (!(error instanceof ServiceUnavailable)) throw error;
    }
  }
}
