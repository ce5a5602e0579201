import pino from 'pino';
import { createApp } from './app.ts';
import { migrate } from './database/migrate.ts'; // 0.2
import { migrations } from './database/migrations.ts'; // 0.2
import { openConfiguredDatabase } from './database/open.ts'; // 0.2
import { createDependencies } from './dependencies.ts';
import { listen } from './http/listen.ts';
import { createServer } from './http/listener.ts';
import { readTlsIdentity } from './http/tls.ts'; // main
import { drain, stopSignal } from './shutdown.ts'; // main
import { readConfig, run } from './startup.ts';
import { suggestFirstUser } from './users/first-user.ts'; // 0.2

/** The process: settings, database, app, listen, stop. */
await run(async () => {
  const stopped = stopSignal(); // main
  const config = readConfig();
  const log = pino({ level: config.LOG_LEVEL });
  const database = openConfiguredDatabase({ config, log }); // 0.2
  await migrate(database, migrations); // 0.2
  const dependencies = createDependencies({
    config,
    log,
    database, // 0.2
    clock: Date.now, // 0.2
  });
  const server = createServer(
    createApp(dependencies),
    readTlsIdentity(config), // main
  );

  console.log(`listening on ${await listen(server, config)}`);
  await suggestFirstUser(dependencies.users); // 0.2

  await stopped; // main
  await drain(server); // main
  await database.close(); // main
});
