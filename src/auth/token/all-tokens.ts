import type { Authority } from '../../users/authority.ts';
import type { User } from '../../users/user.ts';
import type { NamedCredential, NamedCredentials } from '../named-credentials.ts';
import type { PersonalAccessTokenStore } from './personal-access-token-store.ts';
import type { TokenStore } from './store.ts';

/** The id of the token that `/api-token-auth/` gives out; personal access tokens begin at 1. */
const NAMELESS_ID = 0;

/** What it is called in lists. */
const NAMELESS = '/api-token-auth/';

/** It may do everything, for ever, and nobody notes when. */
const UNLIMITED = { scope: null, expiresAt: null, lastUsedAt: null };

/** All tokens of a user: the one that DRF knows, and their personal access tokens. */
export class AllTokens implements NamedCredentials {
  readonly #nameless: TokenStore;
  readonly #personal: PersonalAccessTokenStore;

  constructor(nameless: TokenStore, personal: PersonalAccessTokenStore) {
    this.#nameless = nameless;
    this.#personal = personal;
  }

  async list(user: User): Promise<NamedCredential[]> {
    const [issued, personal] = await Promise.all([
      this.#nameless.describe(user),
      this.#personal.list(user),
    ]);
    if (issued === undefined) return personal;
    const kept = { id: NAMELESS_ID, name: NAMELESS, ...UNLIMITED };
    return [{ ...kept, ...issued }, ...personal];
  }

  async delete(user: User, id: number, authority: Authority): Promise<string | undefined> {
    if (id !== NAMELESS_ID) return this.#personal.delete(user, id, authority);
    return (await this.#nameless.delete(user, authority)) ? NAMELESS : undefined;
  }
}
