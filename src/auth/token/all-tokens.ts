import type { Authority } from '../../users/authority.ts';
import type { User } from '../../users/user.ts';
import type { NamedCredential, NamedCredentials } from '../named-credentials.ts';
import type { PersonalAccessTokenStore } from './personal-access-token-store.ts';
import type { TokenStore } from './store.ts';

/** The token that `/api-token-auth/` gives out, as lists show it. It may do all, for ever. */
const NAMELESS = {
  // Those of personal access tokens begin at 1.
  id: 0,
  name: '/api-token-auth/',
  scope: null,
  expiresAt: null,
  // Nobody notes when.
  lastUsedAt: null,
};

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
    return issued === undefined ? personal : [{ ...NAMELESS, ...issued }, ...personal];
  }

  async delete(user: User, id: number, authority: Authority): Promise<string | undefined> {
    if (id !== NAMELESS.id) return this.#personal.delete(user, id, authority);
    return (await this.#nameless.delete(user, authority)) ? NAMELESS.name : undefined;
  }
}
