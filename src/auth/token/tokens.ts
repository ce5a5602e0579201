import { Seal } from '../../keys/seal.ts';
import type { SecretKeys } from '../../keys/secret-key.ts';
import type { Services } from '../services.ts';
import { AllTokens } from './all-tokens.ts';
import { NamedTokenStore } from './named-store.ts';
import { NamedTokens } from './named-tokens.ts';
import { TokenStore } from './store.ts';

/** What is built on the two tables of tokens. */
export interface Tokens {
  readonly store: TokenStore;
  readonly named: NamedTokenStore;
  readonly all: AllTokens;
  readonly namedTokens: NamedTokens;
}

/** Opens both. */
export function openTokens(services: Services): Tokens {
  const { database, clock } = services;
  const store = openTokenStore(services);
  const named = new NamedTokenStore(database, clock);
  const all = new AllTokens(store, named);
  return { store, named, all, namedTokens: new NamedTokens(services, named, all) };
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
