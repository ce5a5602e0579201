import { UnreadableSource } from '../../../src/auth/django.ts';
import { normalizeUsername } from '../../../src/users/username.ts';
import type { DjangoUser } from './user-row.ts';

interface Owner {
  readonly id: number;
  /** Whether it is stored there as it is here: in NFKC. */
  readonly isExact: boolean;
}

/**
 * The names of all users. Names are looked up in NFKC here, so that each is stored in that form, but for
 * one that would become somebody else's.
 */
export class Names {
  readonly #owners = new Map<string, Owner>();

  /** @throws {UnreadableSource} when another user has the very same name. */
  add({ id, username }: DjangoUser): void {
    const name = normalizeUsername(username);
    const owner = this.#owners.get(name);
    const isExact = name === username;
    if (isExact && owner?.isExact) {
      throw new UnreadableSource(
        `FROM: the users ${owner.id} and ${id} have the same name; rename one of them there.`,
      );
    }
    if (isExact || owner === undefined) this.#owners.set(name, { id, isExact });
  }

  /** The name under which a user is stored here. */
  storedName({ id, username }: DjangoUser): string {
    const name = normalizeUsername(username);
    return this.#owners.get(name)?.id === id ? name : username;
  }

  /** Whether somebody is to be stored under a name. */
  has(name: string): boolean {
    return this.#owners.has(name);
  }
}
