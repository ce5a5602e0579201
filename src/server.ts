import cluster from 'node:cluster';
import { createApp } from './app.ts';
import { openSchemes, prepareSchemes } from './auth/open-schemes.ts';
import { isPrimary, supervise } from './server/cluster/supervise.ts';
import { hasLeftLog, refuseDamage } from './database/sqlite/integrity.ts';
import { migrate } from './database/migrate.ts';
import { migrations } from './server/migrations.ts';
import { openConfiguredDatabase } from './database/open.ts';
import { createServices } from './server/services.ts';
import { EventStore } from './events/store.ts';
import { startHousekeeping } from './server/housekeeping.ts';
import { listen, makeRoom } from './server/listen.ts';
import { createServer } from './http/listener.ts';
import { readTlsIdentity, renewTlsIdentity } from './server/tls.ts';
import { createLog } from './server/log.ts';
import { prepareDrain, stopSignal } from './server/shutdown.ts';
import { run } from './server/run.ts';
import { announce, logWarnings, readConfig, suggestFirstUser } from './server/startup.ts';
import { serveMetrics } from './server/telemetry/metrics-server.ts';
import { keepEmailsUnique } from './users/login-fields.ts';

/** The process: settings, database, app, listen, stop. */
await run(async () => {
  const stopping = new AbortController();
  const stopped = stopSignal().then(() => {
    stopping.abort();
  });
  const config = readConfig();
  const log = createLog(config.LOG_LEVEL);
  logWarnings(config, log);
  if (cluster.isPrimary) await makeRoom(config);
  const wasKilled = cluster.isPrimary && hasLeftLog(config.DATABASE_URL);
  const database = openConfiguredDatabase({ config, log });
  if (wasKilled) await refuseDamage(database);
  await migrate(database, migrations);
  await keepEmailsUnique(database, config.LOGIN_FIELDS);
  const services = createServices({
    config,
    log,
    database,
    clock: Date.now,
    stopping: stopping.signal,
    latestTime: await new EventStore(database, Date.now).latestTime(),
  });
  const isEmpty = await services.users.isEmpty();
  await serveMetrics(services);
  if (isPrimary(config)) return supervise(services, isEmpty, stopped, stopping.signal);

  const schemes = openSchemes(services, config);
  await prepareSchemes(schemes);
  const server = createServer(createApp(services, schemes), readTlsIdentity(config), {
    keepAliveTimeout: config.KEEP_ALIVE_TIMEOUT,
  });
  process.on('SIGHUP', () => {
    renewTlsIdentity(server, config, log);
  });
  const drain = prepareDrain(server, config.SHUTDOWN_DELAY);

  announce(services, await listen(server, config));
  suggestFirstUser(services, isEmpty);

  const stopHousekeeping = startHousekeeping(services);
  await stopped;
  stopHousekeeping();
  await drain();
  await database.close();
  // Hashes that are still queued have nobody left to wait for them.
  process.exit();
});
