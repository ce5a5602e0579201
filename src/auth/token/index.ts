import { headerTypes } from '../../setting/header-types.ts';
import { defineScheme } from '../scheme.ts';
import { tokenExchange } from './django.ts';
import { personalAccessTokenResources } from './personal-access-token-routes.ts';
import {
  personalAccessTokenMigrations,
  PersonalAccessTokenStore,
} from './personal-access-token-store.ts';
import { tokenRoutes } from './routes.ts';
import { tokenMigrations } from './store.ts';
import { extractKey, tokenStrategy } from './strategy.ts';
import { isKey } from './key.ts';
import { openTokenSeal, openTokens } from './tokens.ts';

/** Opaque token, as DRF's TokenAuthentication: one random key for each user, looked up each time. */
export const token = defineScheme({
  name: 'token',
  settings: { TOKEN_HEADER_TYPES: headerTypes('Token') },
  migrations: [...tokenMigrations, ...personalAccessTokenMigrations],
  open(services, { TOKEN_HEADER_TYPES: [word, ...aliases] }) {
    const { store, personal, all, personalAccessTokens } = openTokens(services);
    return {
      name: 'token',
      credentials: { word, aliases, isOwn: isKey, isAmbient: false },
      strategy: tokenStrategy(store, personal),
      challenge: word,
      async holdCredential(queries, request) {
        const key = extractKey(request);
        return (await store.hold(queries, key)) || personal.hold(queries, key);
      },
      routes: tokenRoutes(services, store),
      resources: personalAccessTokenResources(personalAccessTokens),
      namedCredentials: all,
    };
  },
  deleteExpired: ({ database, clock }) =>
    new PersonalAccessTokenStore(database, clock).deleteExpired(),
  django: ({ database, keys, clock }) => tokenExchange(database, openTokenSeal(keys), clock),
});
