import cluster from 'node:cluster';
import { once } from 'node:events';
import { readFileSync, readlinkSync } from 'node:fs';
import type { Server } from 'node:http';
import { codeOf } from '../thrown.ts';
import { StartupError } from '../startup-error.ts';

/** The first that is passed (sd_listen_fds(3), SD_LISTEN_FDS_START). */
const DESCRIPTOR = 3;

/** A socket that systemd has opened, and passes to the server that it starts. */
export interface InheritedSocket {
  /** Where it is; undefined for one of TCP. */
  readonly path: string | undefined;
}

/**
 * The socket that systemd passes to this process, or to the one that this is a worker of
 * (socket activation, sd_listen_fds(3)).
 *
 * @param environment with LISTEN_PID and LISTEN_FDS.
 * @returns undefined when there is none.
 * @throws {StartupError} when there are several.
 */
export function inheritedSocket(
  environment: Readonly<Record<string, string | undefined>>,
): InheritedSocket | undefined {
  const { LISTEN_PID, LISTEN_FDS } = environment;
  const pid = cluster.isWorker ? process.ppid : process.pid;
  if (LISTEN_FDS === undefined || LISTEN_PID !== String(pid)) return undefined;
  if (LISTEN_FDS === '1') return { path: pathOf(pid) };
  throw new StartupError(
    `LISTEN_FDS: ${LISTEN_FDS} sockets were passed, and this server listens on one; leave one ListenStream= in the socket's unit.`,
  );
}

/**
 * Starts a server on the socket that was passed.
 *
 * @throws {StartupError} when it is none to listen on.
 */
export async function listenOnInherited(server: Server): Promise<void> {
  try {
    server.listen({ fd: DESCRIPTOR });
    await once(server, 'listening');
  } catch (error) {
    throw new StartupError(
      `LISTEN_FDS: descriptor ${DESCRIPTOR} is no socket to listen on (${codeOf(error)}); leave a ListenStream= in the socket's unit.`,
    );
  }
}

/** The path of a Unix socket, which Node does not tell of one that it has not made (proc_pid_net(5)). */
function pathOf(pid: number): string | undefined {
  try {
    const link = readlinkSync(`/proc/${pid}/fd/${DESCRIPTOR}`);
    const inode = /^socket:\[(\d+)\]$/.exec(link)?.[1];
    const lines = readFileSync('/proc/net/unix', 'utf8').split('\n');
    // Address, count, protocol, flags, type, state, inode, path.
    const found = lines.map((line) => line.split(/ +/)).find((fields) => fields[6] === inode);
    return found?.slice(7).join(' ');
  } catch {
    return undefined;
  }
}
