import { chmodSync, lstatSync, renameSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { codeOf } from '../thrown.ts';
import { StartupError } from '../startup-error.ts';

/** What proxies need: the server's group may connect, and nobody else. */
const MODE = 0o660;

/** A client of a Unix socket is on this machine, and TRUST_PROXY's `loopback` is a way to say so. */
const PEER = '127.0.0.1';

/**
 * Starts a server on a Unix socket. Node removes the file when the server closes.
 *
 * @param path of the socket.
 * @throws {StartupError} when another server listens there, or the file cannot be made.
 */
export async function listenOnSocketFile(server: Server, path: string): Promise<void> {
  try {
    server.listen(path);
    await once(server, 'listening');
  } catch (error) {
    throw codeOf(error) === 'EADDRINUSE' ? taken(path) : refusal(path, error);
  }
  chmodSync(path, MODE);
}

/**
 * Gives the connections of a Unix socket addresses, for they have none: it is there that everything
 * looks which asks who a client is, or whether a proxy is trusted.
 *
 * @param path of the socket.
 */
export function giveAddresses(server: Server, path: string): void {
  const addresses = { remoteAddress: { value: PEER }, localAddress: { value: path } };
  for (const event of ['connection', 'secureConnection']) {
    server.prependListener(event, (socket: Socket) => {
      Object.defineProperties(socket, addresses);
    });
  }
}

/**
 * Removes the socket that a server which has died left, if there is one. It is moved aside first, and
 * tried again there: of several servers that start at once, one may have put its own in this place by
 * now.
 *
 * @throws {StartupError} when it is another server's, or no socket at all.
 */
export async function removeLeftOver(path: string): Promise<void> {
  const aside = `${path}.${process.pid}`;
  try {
    if (!lstatSync(path).isSocket()) {
      throw new StartupError(
        `HOST: ${path} is there, and no socket; move it, or name another path.`,
      );
    }
    if (await isServed(path)) throw taken(path);
    renameSync(path, aside);
    if (await isServed(aside)) {
      renameSync(aside, path);
      throw taken(path);
    }
    rmSync(aside);
  } catch (error) {
    // Nothing was there, or another server has removed it meanwhile.
    if (codeOf(error) === 'ENOENT') return;
    throw error instanceof StartupError ? error : refusal(path, error);
  }
}

/** Whether somebody listens; only that nobody does is certain. */
async function isServed(path: string): Promise<boolean> {
  const socket = connect(path);
  try {
    await once(socket, 'connect');
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') throw error;
    return codeOf(error) !== 'ECONNREFUSED';
  } finally {
    socket.destroy();
  }
}

function taken(path: string): StartupError {
  return new StartupError(
    `HOST: ${path} is taken; stop the server that listens there, or name another path.`,
  );
}

function refusal(path: string, error: unknown): StartupError {
  return new StartupError(
    `HOST: ${path} cannot be made (${codeOf(error)}); its folder must be there, and this process be allowed to write to it.`,
  );
}
