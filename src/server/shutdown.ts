import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setImmediate, setTimeout as wait } from 'node:timers/promises';
import { isatty } from 'node:tty';

/** A closed terminal is none any more. */
const STDIN = 0;

/** How long requests may take to end after SIGTERM, in milliseconds. Docker kills after ten seconds. */
const DRAIN_DEADLINE = 8000;

/** How long a quiet moment to close in is waited for, in milliseconds. */
const QUIET_DEADLINE = 1000;

/** How often connections are looked after meanwhile, in milliseconds. */
const SWEEP_INTERVAL = 100;

/** A signal is repeated within this many milliseconds by npm, which passes on what a terminal has sent to all. */
const ECHO = 1000;

/** How often a process that npm has started looks whether npm is still there, in milliseconds. */
const PARENT_INTERVAL = 1000;

/**
 * Resolves when the process is asked to stop. A second request a second later gets what the
 * signal does by itself: the process ends at once.
 *
 * SIGHUP is the word for reading files again, and ends nothing, unless it says that the terminal
 * which this process was started from is closed. `npm start` passes signals on, but SIGKILL, which
 * ends npm alone: its end is a request to stop, too.
 */
export function stopSignal(): Promise<void> {
  const hasTerminal = isatty(STDIN);
  return new Promise((resolve) => {
    const stop = (): void => {
      resolve();
      setTimeout(() => {
        process.off('SIGTERM', stop).off('SIGINT', stop);
      }, ECHO).unref();
    };
    process.on('SIGTERM', stop).on('SIGINT', stop);
    if (process.env.npm_lifecycle_event !== undefined) {
      const npm = process.ppid;
      setInterval(() => {
        if (process.ppid !== npm) resolve();
      }, PARENT_INTERVAL).unref();
    }
    process.on('SIGHUP', () => {
      if (!hasTerminal || isatty(STDIN)) return;
      stop();
      // Node aborts where it cannot set the modes of a terminal back; so this ends it as SIGHUP does.
      process.once('exit', () => {
        process.removeAllListeners('SIGHUP');
        process.kill(process.pid, 'SIGHUP');
      });
    });
  });
}

/**
 * Prepares a server to end gently; call it before the server listens.
 *
 * @param delay for how long it goes on answering, in milliseconds, so that a balancer can learn from
 *   `/readyz` to send it no more requests. Every answer ends its connection meanwhile: none is idle
 *   by then that a proxy would send the next request on, just when it is closed.
 * @returns ends it: it takes no new connections, idle ones are closed, and running requests are
 *   answered with `Connection: close`. A silent or slow client cannot hold it up for longer than
 *   the deadline.
 */
export function prepareDrain(server: Server, delay: number): () => Promise<void> {
  const sockets = new Set<Socket>();
  /** Connections and requests that have come so far. */
  let arrivals = 0;
  server.on('connection', (socket: Socket) => {
    arrivals++;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const answers = new Set<ServerResponse>();
  // One listener for all answers: a function of its own would be made on every request.
  const forget = function (this: ServerResponse): void {
    answers.delete(this);
  };
  let isDraining = false;
  // Before the app, which may answer at once.
  server.prependListener('request', (_request, response) => {
    arrivals++;
    if (isDraining) response.shouldKeepAlive = false;
    answers.add(response);
    response.on('close', forget);
  });

  /**
   * Waits for a turn of the event loop in which nothing arrives, for a second at most. Connections that
   * wait to be accepted when the server closes are reset, and while it answers others, some do wait.
   */
  const quietMoment = async (): Promise<void> => {
    const end = performance.now() + QUIET_DEADLINE;
    let before: number;
    do {
      before = arrivals;
      await setImmediate();
    } while (arrivals !== before && performance.now() < end);
  };

  return async () => {
    isDraining = true;
    for (const answer of answers) answer.shouldKeepAlive = false;
    if (delay > 0) await wait(delay);
    await quietMoment();
    // Before all else: what arrives from now on until it is done is reset.
    const closed = new Promise<void>((resolve) => {
      server.close(() => {
        resolve();
      });
    });
    const deadline = setTimeout(() => {
      for (const socket of sockets) socket.destroy();
    }, DRAIN_DEADLINE);
    // Again and again, for those that had their answer before their request was all there.
    const sweep = setInterval(() => {
      server.closeIdleConnections();
      // To Node, a connection on which nothing was ever said is not idle. Browsers open some ahead. A
      // request on one that was opened just now may be on its way, so none is closed at once.
      for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
    }, SWEEP_INTERVAL);
    await closed;
    clearTimeout(deadline);
    clearInterval(sweep);
  };
}
