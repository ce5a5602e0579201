import type { SchemeDefinition } from '../auth/scheme.ts';
import { schemeDefinitions } from '../auth/schemes.ts';
import { eventMigrations } from '../events/store.ts';
import { counterMigrations } from '../throttle/counter-store.ts';
import { throttleKeyMigrations } from '../throttle/throttle-key.ts';
import { importMigrations } from '../users/import-records.ts';
import { userMigrations } from '../users/migrations.ts';
import type { Migration } from '../database/migrate.ts';
import { leaseMigrations } from '../database/lease.ts';

/** The whole schema: the users first, because what schemes issue belongs to them. */
export function migrationsOf(definitions: readonly SchemeDefinition[]): readonly Migration[] {
  return [
    ...userMigrations,
    ...definitions.flatMap(({ migrations }) => migrations),
    ...eventMigrations,
    ...counterMigrations,
    ...throttleKeyMigrations,
    ...leaseMigrations,
    ...importMigrations,
  ];
}

/** That of the schemes that the server has. */
export const migrations = migrationsOf(schemeDefinitions);
