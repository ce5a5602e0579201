import type { Authority } from '../../users/authority.ts';
import type { User } from '../../users/user.ts';
import type { NamedCredential, NamedCredentials } from '../named-credentials.ts';
import type { NamedTokenStore } from './named-store.ts';
import type { TokenStore } from './store.ts';

/** The id of the token that `/api-token-auth/` gives out; those that users name begin at 1. */
const NAMELESS_ID = 0;

/** What it is called in lists. */
const NAMELESS = '/api-token-auth/';

/** It may do everything, for ever, and nobody notes when. */
const UNLIMITED = { scope: null, expiresAt: null, lastUsedAt: null };

/** All tokens of a user: the one that DRF knows, and those that they made and named themselves. */
export class AllTokens implements NamedCredentials {
  readonly #nameless: TokenStore;
  readonly #named: NamedTokenStore;

  constructor(nameless: TokenStore, named: NamedTokenStore) {
    this.#nameless = nameless;
    this.#named = named;
  }

  async list(user: User): Promise<NamedCredential[]> {
    const [issued, named] = await Promise.all([
      this.#nameless.describe(user),
      this.#named.list(user),
    ]);
    if (issued === undefined) return named;
    const kept = { id: NAMELESS_ID, name: NAMELESS, ...UNLIMITED };
    return [{ ...kept, ...issued }, ...named];
  }

  async delete(user: User, id: number, authority: Authority): Promise<string | undefined> {
    if (id !== NAMELESS_ID) return this.#named.delete(user, id, authority);
    return (await this.#nameless.delete(user, authority)) ? NAMELESS : undefined;
  }
}
