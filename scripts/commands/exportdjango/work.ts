import type { Command } from 'commander';
import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import type { DjangoExport, DjangoObject } from '../../../src/auth/django.ts';
import { djangoExchanges } from '../../../src/auth/open-schemes.ts';
import type { Queries } from '../../../src/database/database.ts';
import { migrate } from '../../../src/database/migrate.ts';
import { migrations } from '../../../src/server/migrations.ts';
import { createServices } from '../../../src/server/services.ts';
import { labelOf } from '../importdjango/source.ts';
import { lastId, USERS } from '../movedatabase/last-id.ts';
import { reserve } from '../new-file.ts';
import { formatCount, showProgress } from '../progress.ts';
import { runWithDatabase } from '../run.ts';
import { formatColumns } from '../table.ts';

/** What the command line says. */
export interface Options {
  readonly userModel: string;
  readonly usernameField: string;
}

interface UserRow {
  id: number;
  username: string;
  email: string;
  password: string;
  is_active: number;
  is_superuser: number;
  created_at: number;
}

const SELECT = `
  SELECT id, username, email, password, is_active, is_superuser, created_at
  FROM users WHERE id > ? ORDER BY id LIMIT ?`;

/** How many users are read at a time. */
const BATCH = 500;

/** Writes users, and what was issued to them, as a fixture. */
export function exportUsers(program: Command, file: string, options: Options): Promise<void> {
  return runWithDatabase(async (environment) => {
    await migrate(environment.database, migrations);
    const services = createServices(environment);
    const { database, config } = services;
    const exports: DjangoExport[] = [
      () => readUsers(database, options),
      ...djangoExchanges(services, config).flatMap((exchange) => exchange.exports),
    ];
    reserve(program, file);
    try {
      const counts = await write(file, exports);
      const highest = await lastId(database, config.DATABASE_URL, USERS);
      console.log(formatColumns(['written', 'how many'], counts));
      console.log(
        `\nThe last id that was given out here is ${highest ?? 0}: no user there may get it or one below.`,
      );
      console.log(
        'Left out: sessions, events, and personal access tokens, which are digests alone.',
      );
    } catch (error) {
      rmSync(file, { force: true });
      throw error;
    }
  });
}

/** @returns each model that was written, and how many objects of it. */
async function write(file: string, exports: readonly DjangoExport[]): Promise<string[][]> {
  const descriptor = openSync(file, 'w');
  const counts = new Map<string, number>();
  let separator = '[\n';
  try {
    for (const read of exports) {
      for await (const objects of read()) {
        for (const object of objects) {
          writeSync(descriptor, separator + JSON.stringify(object));
          separator = ',\n';
          counts.set(object.model, (counts.get(object.model) ?? 0) + 1);
        }
        const model = objects.at(-1)?.model;
        showProgress(model, counts.get(model ?? ''));
      }
    }
    writeSync(descriptor, counts.size === 0 ? '[]\n' : '\n]\n');
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
    showProgress();
  }
  return [...counts].map(([model, count]) => [model, formatCount(count)]);
}

async function* readUsers(
  database: Queries,
  { userModel, usernameField }: Options,
): AsyncGenerator<DjangoObject[]> {
  let last = 0;
  for (;;) {
    const rows = await database.all<UserRow>(SELECT, last, BATCH);
    if (rows.length === 0) return;
    last = rows.at(-1)?.id ?? last;
    yield rows.map((row) => ({
      model: labelOf(userModel),
      pk: row.id,
      fields: {
        email: row.email,
        [usernameField]: row.username,
        password: row.password,
        is_active: row.is_active === 1,
        is_superuser: row.is_superuser === 1,
        // There they need it to see the admin's pages.
        is_staff: row.is_superuser === 1,
        date_joined: new Date(row.created_at).toISOString(),
      },
    }));
  }
}
