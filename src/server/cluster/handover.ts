import type { Worker } from 'node:cluster';

/** What Node sends along with its message `newconn`. */
interface Connection {
  close: () => void;
}

/**
 * Closes the connection that a worker was being handed when it died. Node waits for the worker's
 * word that it has taken it, hands it nothing else until then, and does not notice that the word
 * never comes: the client would wait for an answer for ever.
 */
export function closeUnclaimed(worker: Worker): void {
  const child = worker.process;
  const send = child.send.bind(child) as (...parameters: unknown[]) => boolean;
  let last: Connection | undefined;
  child.send = (message: { act?: string }, handle?: unknown, ...rest: unknown[]): boolean => {
    if (message.act === 'newconn') last = handle as Connection;
    return send(message, handle, ...rest);
  };
  worker.once('exit', () => {
    // Closed already, and then not again, if the worker had taken it.
    last?.close();
  });
}
