import type { Server } from 'node:http';
import pino from 'pino';
import { createApp } from './app.ts';
import type { Config } from './config.ts';
import { migrate } from './database/migrate.ts';
import { migrations } from './database/migrations.ts';
import { createDependencies } from './dependencies.ts';
import { StartupError } from './errors.ts';
import { createServer } from './http/listener.ts';
import { readTlsIdentity } from './http/tls.ts';
import { openConfiguredDatabase, readConfig, run } from './startup.ts';

/** How long requests may take to end after SIGTERM, in milliseconds. */
const DRAIN_DEADLINE = 10_000;

await run(async () => {
  const config = readConfig();
  const log = pino({ level: config.LOG_LEVEL });
  const database = openConfiguredDatabase(config);
  await migrate(database, migrations);
  const dependencies = createDependencies({ config, database, log, clock: Date.now });
  const server = createServer(createApp(dependencies), readTlsIdentity(config));

  console.log(`listening on ${await listen(server, config)}`);
  if (await dependencies.users.isEmpty()) {
    console.log('There is no user yet; make one with: npm run createsuperuser');
  }

  await signal();
  await close(server);
  await database.close();
});

/** @returns the address that the server answers at. */
function listen(server: Server, { HOST, PORT, TLS_CERT }: Config): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const remedies: Partial<Record<string, string>> = {
        EADDRINUSE: `PORT: ${PORT} is taken on ${HOST}; stop what listens there, or set another PORT.`,
        EACCES: `PORT: ${PORT} needs privileges that this process does not have; set a PORT from 1024 on.`,
        EADDRNOTAVAIL: `HOST: ${HOST} is no address of this machine; use 127.0.0.1, or 0.0.0.0 for all.`,
        ENOTFOUND: `HOST: ${HOST} cannot be resolved; use 127.0.0.1, or 0.0.0.0 for all.`,
      };
      const remedy = remedies[error.code ?? ''];
      reject(remedy === undefined ? error : new StartupError(remedy));
    });
    server.listen(PORT, HOST, () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : PORT;
      const host = HOST.includes(':') ? `[${HOST}]` : HOST;
      resolve(`${TLS_CERT === undefined ? 'http' : 'https'}://${host}:${port}`);
    });
  });
}

/** Resolves when the process is asked to stop. */
function signal(): Promise<void> {
  return new Promise((resolve) => {
    const stop = (): void => {
      resolve();
    };
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
  });
}

/** Takes no new connections and lets running requests end; a silent client cannot hold it up. */
function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const deadline = setTimeout(() => {
      server.closeAllConnections();
    }, DRAIN_DEADLINE);
    server.close(() => {
      clearTimeout(deadline);
      resolve();
    });
    server.closeIdleConnections();
  });
}
