import { once } from 'node:events';
import type { Server } from 'node:http';
import { Server as TlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { codeOf } from '../thrown.ts';
import { StartupError } from '../startup-error.ts';
import { NO_ADDRESSES } from './combinations.ts';
import { isSocketPath } from '../setting/listen-host.ts';
import type { Config } from './config.ts';
import { inheritedSocket, listenOnInherited } from './inherited-socket.ts';
import { giveAddresses, listenOnSocketFile, removeLeftOver } from './unix-socket.ts';

/**
 * Makes room for a socket where HOST names its path: what a server that died has left is removed. The
 * workers of a server share the socket, so their primary does this before it starts them.
 *
 * @throws {StartupError} when another server listens there.
 */
export async function makeRoom({ HOST }: Pick<Config, 'HOST'>): Promise<void> {
  if (isSocketPath(HOST) && inheritedSocket(process.env) === undefined) await removeLeftOver(HOST);
}

/**
 * Starts the server: on the socket that systemd passes, if it does, and otherwise where HOST and
 * PORT say.
 *
 * @returns the address that it answers at: `http://127.0.0.1:8000`, or `unix:/run/app.sock`.
 * @throws {StartupError} when it cannot listen there.
 */
export async function listen(
  server: Server,
  config: Pick<Config, 'HOST' | 'PORT' | 'TRUST_PROXY'>,
): Promise<string> {
  const { HOST, TRUST_PROXY } = config;
  const inherited = inheritedSocket(process.env);
  const path = inherited === undefined && isSocketPath(HOST) ? HOST : inherited?.path;
  if (path !== undefined) {
    if (TRUST_PROXY === undefined) throw new StartupError(NO_ADDRESSES);
    giveAddresses(server, path);
  }
  if (inherited !== undefined) await listenOnInherited(server);
  else if (path !== undefined) await listenOnSocketFile(server, path);
  else return listenOnPort(server, config);
  ignoreFailedConnections(server);
  return path === undefined ? addressOf(server) : `unix:${path}`;
}

/**
 * Starts a server at an address and a port.
 *
 * @param prefix of the two settings' names.
 * @returns the address that it answers at.
 * @throws {StartupError} when it cannot listen there.
 */
export async function listenOnPort(
  server: Server,
  { HOST, PORT }: Pick<Config, 'HOST' | 'PORT'>,
  prefix = '',
): Promise<string> {
  try {
    server.listen(PORT, HOST);
    await once(server, 'listening');
  } catch (error) {
    const remedies: Partial<Record<string, string>> = {
      EADDRINUSE: `${prefix}PORT: ${PORT} is taken on ${HOST}; stop what listens there, or set another port.`,
      EACCES: `${prefix}PORT: ${PORT} needs privileges that this process does not have; set one from 1024 on.`,
      EADDRNOTAVAIL: `${prefix}HOST: ${HOST} is no address of this machine; use 127.0.0.1, or 0.0.0.0 for all.`,
      ENOTFOUND: `${prefix}HOST: ${HOST} cannot be resolved; use 127.0.0.1, or 0.0.0.0 for all.`,
    };
    const code = codeOf(error);
    const unknown = `${prefix}HOST, ${prefix}PORT: cannot listen on ${HOST} port ${PORT} (${code}); set others.`;
    throw new StartupError(remedies[code] ?? unknown);
  }
  ignoreFailedConnections(server);
  return addressOf(server, HOST);
}

/**
 * Lets a server go on when a connection cannot be accepted, as where a client has used up all
 * descriptors: that is the client's loss.
 */
function ignoreFailedConnections(server: Server): void {
  server.on('error', () => undefined);
}

/** @param name that it was told to listen at. */
function addressOf(server: Server, name?: string): string {
  const { address, port } = server.address() as AddressInfo;
  const host = name ?? address;
  const scheme = server instanceof TlsServer ? 'https' : 'http';
  return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
