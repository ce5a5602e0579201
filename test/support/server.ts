import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { createApp } from '../../src/app.ts';
import { openSchemes, prepareSchemes } from '../../src/auth/open-schemes.ts';
import { loadConfig } from '../../src/server/load-config.ts';
import { migrate } from '../../src/database/migrate.ts';
import { migrations } from '../../src/server/migrations.ts';
import { openDatabase } from '../../src/database/open.ts';
import { createServices } from '../../src/server/services.ts';
import type { ServerServices } from '../../src/server/services.ts';
import { createServer } from '../../src/http/listener.ts';
import { createLog } from '../../src/server/log.ts';
import { keepEmailsUnique } from '../../src/users/login-fields.ts';
import { addUser } from './add-user.ts';
import type { AddUser } from './add-user.ts';
import { migratedDatabase } from './fresh-database.ts';
import { lendDatabase } from './lent-database.ts';

/** 2026-01-01T00:00:00Z; each test's clock starts here and moves only when it is told to. */
export const START = 1_767_225_600_000;

export const SECRET_KEY = 'a key for tests, and for nothing else in the world';

/** A server for one test: its own database, its own clock, its own log. */
export interface TestServer {
  readonly origin: string;
  readonly port: number;
  readonly dependencies: ServerServices;
  /** Lines of the log. */
  readonly log: readonly string[];
  /** Where the database is, as in DATABASE_URL. */
  readonly databaseUrl: string;
  /** Moves the clock. */
  readonly advance: (milliseconds: number) => void;
  /** Stores a user with this password. */
  readonly addUser: AddUser;
}

/**
 * Starts a server on a real socket over a real database, with the tutorial's user `root`/`toor`.
 * It ends with the test.
 *
 * @param settings environment variables.
 */
export async function startServer(settings: Record<string, string> = {}): Promise<TestServer> {
  const databaseUrl = settings.DATABASE_URL ?? (await migratedDatabase());
  const config = loadConfig({
    environment: {
      NODE_ENV: 'test',
      DATABASE_URL: databaseUrl,
      BCRYPT_COST: '4',
      SECRET_KEY,
      // Production has no default.
      ...(settings.NODE_ENV === 'production' && { ALLOWED_HOSTS: '127.0.0.1' }),
      ...settings,
    },
    developmentKey: () => SECRET_KEY,
  });
  let now = START;
  const log: string[] = [];
  // What a test names itself may be empty, and does not go to another test.
  const isOwn = settings.DATABASE_URL !== undefined;
  const database = (isOwn ? openDatabase : lendDatabase)(config.DATABASE_URL);
  if (isOwn) await migrate(database, migrations);
  const dependencies = createServices({
    config,
    database,
    clock: () => now,
    log: createLog('trace', { write: (line) => log.push(line) }),
  });
  const schemes = openSchemes(dependencies, config);
  await keepEmailsUnique(database, config.LOGIN_FIELDS);
  await prepareSchemes(schemes);
  const server = createServer(createApp(dependencies, schemes));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  onTestFinished(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
    await database.close();
  });

  await addUser(dependencies, 'root', 'toor', { isSuperuser: true });

  return {
    origin: `http://127.0.0.1:${port}`,
    port,
    dependencies,
    log,
    databaseUrl,
    advance: (milliseconds) => (now += milliseconds),
    addUser: (...user) => addUser(dependencies, ...user),
  };
}
