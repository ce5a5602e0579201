import { defineScheme } from '../scheme.ts';
import { addCommands } from './commands.ts';
import { tokenExchange } from './django.ts';
import { namedTokenResources } from './named-routes.ts';
import { namedTokenMigrations, NamedTokenStore } from './named-store.ts';
import { tokenRoutes } from './routes.ts';
import { tokenMigrations } from './store.ts';
import { extractKey, tokenStrategy } from './strategy.ts';
import { openTokenSeal, openTokens } from './tokens.ts';

/** Opaque token, as DRF's TokenAuthentication: one random key for each user, looked up each time. */
export const token = defineScheme({
  name: 'token',
  settings: {},
  migrations: [...tokenMigrations, ...namedTokenMigrations],
  open(services) {
    const { store, named, all, namedTokens } = openTokens(services);
    return {
      name: 'token',
      credentials: { header: 'token', isAmbient: false },
      strategy: tokenStrategy(store, named),
      challenge: 'Token',
      async holdCredential(queries, request) {
        const key = extractKey(request);
        return (await store.hold(queries, key)) || named.hold(queries, key);
      },
      routes: tokenRoutes(services, store),
      resources: namedTokenResources(namedTokens),
      namedCredentials: all,
    };
  },
  deleteExpired: ({ database, clock }) => new NamedTokenStore(database, clock).deleteExpired(),
  addCommands,
  django: ({ database, keys, clock }) => tokenExchange(database, openTokenSeal(keys), clock),
});
