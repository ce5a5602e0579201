import { defineRoom } from '../scheme.ts';
import { obtain } from './client.ts';
import { addCommands } from './commands.ts';
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
  migrations: tokenMigrations,
  obtain,
  tour, // main
  open(dependencies) {
    const store = openTokenStore(dependencies);
    return {
      name: 'token',
      credentials: { header: 'token' },
      strategy: tokenStrategy(store),
      challenge: 'Token',
      routes: tokenRoutes(dependencies, store),
    };
  },
  addCommands: (program, run) => {
    addCommands(program, run, openTokenStore);
  },
});

function openTokenStore({ database, keys, clock }: Parameters<typeof token.open>[0]): TokenStore {
  return new TokenStore(database, new Seal(keys.derive('token seal')), clock);
}
