import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createApp } from '../../src/app.ts';
import { migrate } from '../../src/database/migrate.ts';
import { migrations } from '../../src/server/migrations.ts';
import { openDatabase } from '../../src/database/open.ts';
import { createServer } from '../../src/http/listener.ts';
import { loadConfig } from '../../src/server/load-config.ts';
import { createLog } from '../../src/server/log.ts';
import { createServices } from '../../src/server/services.ts';
import type { ServerServices } from '../../src/server/services.ts';
import { OPERATOR } from '../../src/users/authority.ts';
import { UserDirectory } from '../../src/users/user-directory.ts';
import type { Users } from './credentials.ts';
import type { StartedSubject } from './django.ts';
import { settingsOf, SIGNING_KEY } from './groups.ts';
import type { Group } from './groups.ts';

/** Starts this server in a folder of its own. */
export async function startOurs(group: Group, folder: string): Promise<StartedSubject> {
  const config = loadConfig({
    environment: {
      NODE_ENV: 'test',
      DATABASE_URL: `sqlite:${join(folder, `${group.name}.sqlite3`)}`,
      SECRET_KEY: SIGNING_KEY,
      ...settingsOf(group),
    },
    developmentKey: () => SIGNING_KEY,
  });
  const database = openDatabase(config.DATABASE_URL);
  await migrate(database, migrations);
  const log = createLog('silent');
  const services = createServices({ config, database, clock: Date.now, log });
  const server = createServer(createApp(services));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    users: usersOf(services),
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await database.close();
    },
  };
}

/** Changes of users, made as by a command on the server's machine. */
export function usersOf({ users, hasher, database, clock }: ServerServices): Users {
  const directory = new UserDirectory(database, clock);
  const idOf = async (username: string): Promise<number> =>
    (await users.findByUsername(username))?.id ?? 0;
  return {
    async set(username, password) {
      const encodedPassword = await hasher.encode(password);
      const changed = await users.changePassword(await idOf(username), encodedPassword, OPERATOR);
      if (changed !== undefined) {
        await directory.change(changed.id, { isActive: true }, OPERATOR);
        return;
      }
      const isSuperuser = username === 'root';
      await users.create({ username, email: '', encodedPassword, isSuperuser }, OPERATOR);
    },
    async deactivate(username) {
      await directory.change(await idOf(username), { isActive: false }, OPERATOR, true);
    },
    async delete(username) {
      await directory.delete(await idOf(username), OPERATOR, true);
    },
  };
}
