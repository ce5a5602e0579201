import { rooms } from '../auth/rooms.ts';
import { eventMigrations } from '../events/store.ts';
import { rateLimitMigrations } from '../throttle/rate-limits.ts';
import { throttleKeyMigrations } from '../throttle/throttle-key.ts';
import { userMigrations } from '../users/store.ts';
import type { Migration } from './migrate.ts';
import { leaseMigrations } from './lease.ts';

/** The whole schema: the users first, because what the rooms issue belongs to them. */
export const migrations: readonly Migration[] = [
  ...userMigrations,
  ...rooms.flatMap((room) => room.migrations),
  ...eventMigrations,
  ...rateLimitMigrations,
  ...throttleKeyMigrations,
  ...leaseMigrations,
];
