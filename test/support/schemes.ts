import pino from 'pino';
import { rooms } from '../../src/auth/rooms.ts';
import type { Room, Scheme } from '../../src/auth/scheme.ts';
import { loadConfig } from '../../src/server/load-config.ts';
import { openDatabase } from '../../src/database/open.ts';
import { createDependencies } from '../../src/server/dependencies.ts';

const config = loadConfig({
  environment: { SECRET_KEY: 'k'.repeat(32) },
  developmentKey: () => '',
});
const dependencies = createDependencies({
  config,
  database: openDatabase('sqlite::memory:'),
  clock: Date.now,
  log: pino({ level: 'silent' }),
});

/** Every room with the scheme it opens, for tests that ask schemes about themselves. */
export const openSchemes: readonly { room: Room; scheme: Scheme }[] = rooms.map((room) => ({
  room,
  scheme: room.open(dependencies, config.rooms[room.name] ?? {}),
}));
