import { defineRoom } from '../scheme.ts';
import { tokenSection } from './account-section.tsx'; // main
import { obtain } from './client.ts';
import { addCommands } from './commands.ts';
import { lesson } from './lesson.ts'; // main
import { namedTokenResources } from './named-routes.ts'; // main
import { namedTokenMigrations, NamedTokenStore } from './named-store.ts'; // main
import { NamedTokens } from './named-tokens.ts'; // main
import { tokenDescription } from './openapi.ts'; // main
import { tokenRoutes } from './routes.ts';
import { Seal } from './seal.ts';
import { tokenMigrations, TokenStore } from './store.ts';
import { tokenStrategy } from './strategy.ts';
import { tour } from './tour.ts'; // main

/** Opaque token, as DRF's TokenAuthentication: one random key for each user, looked up each time. */
export const token = defineRoom({
  name: 'token',
  step: '0.4',
  settings: {},
  migrations: [
    ...tokenMigrations,
    ...namedTokenMigrations, // main
  ],
  obtain,
  lesson, // main
  tour, // main
  open(dependencies) {
    const store = openTokenStore(dependencies);
    const named = new NamedTokenStore(dependencies.database, dependencies.clock); // main
    const namedTokens = new NamedTokens(dependencies, named); // main
    return {
      name: 'token',
      credentials: { header: 'token' },
      strategy: tokenStrategy(
        store,
        named, // main
      ),
      challenge: 'Token',
      routes: tokenRoutes(dependencies, store),
      resources: namedTokenResources(namedTokens), // main
      namedCredentials: named, // main
      accountSection: tokenSection(namedTokens, dependencies.clock), // main
      openapi: tokenDescription, // main
    };
  },
  deleteExpired: ({ database, clock }) => new NamedTokenStore(database, clock).deleteExpired(), // main
  addCommands: (program, run) => {
    addCommands(program, run, openTokenStore);
  },
});

function openTokenStore({ database, keys, clock }: Parameters<typeof token.open>[0]): TokenStore {
  return new TokenStore(database, new Seal(keys.derive('token seal')), clock);
}
