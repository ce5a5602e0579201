import type { Dependencies } from '../../server/dependencies.ts';
import { Seal } from '../../keys/seal.ts';
import { defineRoom } from '../scheme.ts';
import { tokenSection } from './account-section.tsx';
import { AllTokens } from './all-tokens.ts';
import { obtain } from './client.ts';
import { addCommands } from './commands.ts';
import { lesson } from './lesson.ts';
import { namedTokenResources } from './named-routes.ts';
import { namedTokenMigrations, NamedTokenStore } from './named-store.ts';
import { NamedTokens } from './named-tokens.ts';
import { tokenDescription } from './openapi.ts';
import { tokenRoutes } from './routes.ts';
import { tokenMigrations, TokenStore } from './store.ts';
import { extractKey, tokenStrategy } from './strategy.ts';
import { tour } from './tour.ts';

/** Opaque token, as DRF's TokenAuthentication: one random key for each user, looked up each time. */
export const token = defineRoom({
  name: 'token',
  settings: {},
  migrations: [...tokenMigrations, ...namedTokenMigrations],
  obtain,
  lesson,
  tour,
  open(dependencies) {
    const store = openTokenStore(dependencies);
    const named = new NamedTokenStore(dependencies.database, dependencies.clock);
    const all = new AllTokens(store, named);
    const namedTokens = new NamedTokens(dependencies, named, all);
    return {
      name: 'token',
      credentials: { header: 'token', isAmbient: false },
      strategy: tokenStrategy(store, named),
      challenge: 'Token',
      async holdCredential(queries, request) {
        const key = extractKey(request);
        return (await store.hold(queries, key)) || named.hold(queries, key);
      },
      routes: tokenRoutes(dependencies, store),
      resources: namedTokenResources(namedTokens),
      namedCredentials: all,
      accountSection: tokenSection(namedTokens, dependencies.clock),
      openapi: tokenDescription,
    };
  },
  deleteExpired: ({ database, clock }) => new NamedTokenStore(database, clock).deleteExpired(),
  addCommands: (program, run) => {
    addCommands(program, run, openTokenStore);
  },
});

function openTokenStore({ database, keys, clock }: Dependencies): TokenStore {
  return new TokenStore(database, new Seal(keys.derive('token seal')), clock);
}
