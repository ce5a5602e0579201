import { loadConfig } from '../src/server/load-config.ts';
import type { Config } from '../src/server/config.ts';
import { migrate } from '../src/database/migrate.ts';
import { migrations } from '../src/server/migrations.ts';
import { openDatabase } from '../src/database/open.ts';
import { createServices } from '../src/server/services.ts';
import type { ServerServices } from '../src/server/services.ts';
import { createLog } from '../src/server/log.ts';
import { PasswordHasher } from '../src/users/password.ts';
import { WatchedDatabase } from './watched-database.ts';

/** All in one transaction, for there can be many. */
const INSERT = `
  INSERT INTO users (username, email, password, is_active, is_superuser, created_at)
  VALUES (?, ?, ?, 1, 0, 0)`;

type Settings = Readonly<Record<string, string>>;

/**
 * Makes the database that a server with these settings will open: `user1`, `user2` and so on, all
 * with one password.
 */
export async function prepareDatabase(
  settings: Settings,
  { users, password }: { readonly users: number; readonly password: string },
): Promise<void> {
  const config = readConfig(settings);
  const encodedPassword = await new PasswordHasher(config.BCRYPT_COST).encode(password);
  const database = openDatabase(config.DATABASE_URL);
  await migrate(database, migrations);
  await database.transaction('users', async (queries) => {
    for (let number = 1; number <= users; number++) {
      const username = `user${number}`;
      await queries.run(INSERT, username, `${username}@example.com`, encodedPassword);
    }
  });
  await database.close();
}

/**
 * What a server with these settings builds on, in this process, over a database that is watched.
 *
 * @param clock Unix milliseconds.
 */
export function openWatched(
  settings: Settings,
  clock = Date.now,
): { readonly services: ServerServices; readonly watched: WatchedDatabase } {
  const config = readConfig(settings);
  const watched = new WatchedDatabase(openDatabase(config.DATABASE_URL));
  const log = createLog('silent');
  return { services: createServices({ config, log, database: watched, clock }), watched };
}

function readConfig(settings: Settings): Config {
  return loadConfig({ environment: settings, developmentKey: () => '' });
}
