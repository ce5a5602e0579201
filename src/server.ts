import { createApp } from './app.ts';
import { isPrimary, supervise } from './cluster/supervise.ts'; // main
import { migrate } from './database/migrate.ts'; // 0.2
import { migrations } from './database/migrations.ts'; // 0.2
import { openConfiguredDatabase } from './database/open.ts'; // 0.2
import { createDependencies } from './dependencies.ts';
import { EventStore } from './events/store.ts'; // main
import { listen } from './http/listen.ts';
import { startHousekeeping } from './housekeeping.ts'; // main
import { createServer } from './http/listener.ts';
import { readTlsIdentity } from './http/tls.ts'; // main
import { createLog } from './log.ts';
import { prepareDrain, stopSignal } from './shutdown.ts'; // main
import { announce, readConfig, run } from './startup.ts';
import { serveMetrics } from './telemetry/metrics-server.ts'; // main
import { suggestFirstUser } from './users/first-user.ts'; // 0.2

/** The process: settings, database, app, listen, stop. */
await run(async () => {
  const stopped = stopSignal(); // main
  const config = readConfig();
  const log = createLog(config.LOG_LEVEL);
  const database = openConfiguredDatabase({ config, log }); // 0.2
  await migrate(database, migrations); // 0.2
  const dependencies = createDependencies({
    config,
    log,
    database, // 0.2
    clock: Date.now, // 0.2
    latestTime: await new EventStore(database, Date.now).latestTime(), // main
  });
  await serveMetrics(dependencies); // main
  if (isPrimary(config)) return supervise(dependencies, stopped); // main

  const server = createServer(
    createApp(dependencies),
    readTlsIdentity(config), // main
  );
  const drain = prepareDrain(server); // main

  announce(await listen(server, config));
  await suggestFirstUser(dependencies.users); // 0.2

  const stopHousekeeping = startHousekeeping(dependencies); // main
  await stopped; // main
  stopHousekeeping(); // main
  await drain(); // main
  await database.close(); // main
  // Hashes that are still queued have nobody left to wait for them. // main
  process.exit(); // main
});
