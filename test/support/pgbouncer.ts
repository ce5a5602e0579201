import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { freePort } from './free-port.ts';
import { temporaryFolder } from './temporary-folder.ts';

const NOBODY = 65_534;

/**
 * Starts a real PgBouncer in transaction mode, as Debian sets it up, in front of a PostgreSQL server.
 * It ends with the test.
 *
 * @param server the server's address.
 * @param settings of pgbouncer.ini.
 * @returns the address that leads to the same database through it.
 */
export async function startPgBouncer(
  server: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<string> {
  const url = new URL(server);
  const folder = temporaryFolder();
  const port = await freePort();
  const users = join(folder, 'users.txt');
  writeFileSync(users, `"${url.username}" "${url.password}"\n`);
  const lines = {
    listen_addr: '127.0.0.1',
    listen_port: String(port),
    unix_socket_dir: '',
    auth_type: 'plain',
    auth_file: users,
    pool_mode: 'transaction',
    default_pool_size: '3',
    ...settings,
  };
  const configuration = join(folder, 'pgbouncer.ini');
  writeFileSync(
    configuration,
    `[databases]\n* = host=${url.hostname} port=${url.port}\n[pgbouncer]\n` +
      Object.entries(lines)
        .map(([name, value]) => `${name} = ${value}\n`)
        .join(''),
  );
  // It refuses to run as root.
  const isRoot = userInfo().uid === 0;
  if (isRoot) {
    chmodSync(folder, 0o755);
    for (const file of [folder, users, configuration]) chownSync(file, NOBODY, NOBODY);
  }
  const child = spawn('pgbouncer', ['-q', configuration], {
    stdio: 'ignore',
    ...(isRoot && { uid: NOBODY, gid: NOBODY }),
  });
  const ended = once(child, 'close');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  while (!(await accepts(port))) await wait(50);
  url.port = String(port);
  return url.href;
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
