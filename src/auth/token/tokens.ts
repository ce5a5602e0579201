import { Seal } from '../../keys/seal.ts';
import type { SecretKeys } from '../../keys/secret-key.ts';
import type { Services } from '../services.ts';
import { AllTokens } from './all-tokens.ts';
import { PersonalAccessTokenStore } from './personal-access-token-store.ts';
import { PersonalAccessTokens } from './personal-access-tokens.ts';
import { TokenStore } from './store.ts';

/** What is built on the two tables of tokens. */
export interface Tokens {
  readonly store: TokenStore;
  readonly personal: PersonalAccessTokenStore;
  readonly all: AllTokens;
  readonly personalAccessTokens: PersonalAccessTokens;
}

export function openTokens(services: Services): Tokens {
  const { database, clock } = services;
  const store = openTokenStore(services);
  const personal = new PersonalAccessTokenStore(database, clock);
  const all = new AllTokens(store, personal);
  return {
    store,
    personal,
    all,
    personalAccessTokens: new PersonalAccessTokens(services, personal, all),
  };
}

/** The table of DRF's tokens. */
export function openTokenStore({
  database,
  keys,
  clock,
}: Pick<Services, 'database' | 'keys' | 'clock'>): TokenStore {
  return new TokenStore(database, openTokenSeal(keys), clock);
}

/** What keeps tokens that are to be shown again. */
export function openTokenSeal(keys: SecretKeys): Seal {
  return new Seal(keys.derive('token seal'));
}
