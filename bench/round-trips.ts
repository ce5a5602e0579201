import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { askHome } from './answer.ts';
import type { RunningServer, Subject } from './subject.ts';

/** Enough to see whether it is the same each time. */
const REQUESTS = 10;

/**
 * Stands between a program and its PostgreSQL, and counts how often the program sent something and had
 * to wait for what comes back. All that it sends before it has an answer is one round trip.
 */
export class RoundTrips {
  count = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(host: string, port: number) {
    this.#server = createServer((client) => {
      const database = connect(port, host);
      let isWaiting = false;
      client.on('data', () => {
        if (!isWaiting) this.count++;
        isWaiting = true;
      });
      database.on('data', () => (isWaiting = false));
      for (const [from, to] of [
        [client, database],
        [database, client],
      ] as const) {
        this.#sockets.add(from);
        // Whichever side has gone, the other one finds out as it would without this between them.
        from.on('error', () => to.destroy()).on('close', () => this.#sockets.delete(from));
        from.pipe(to);
      }
    });
  }

  /**
   * @param address of the database.
   * @returns also its address by way of this.
   */
  static async start(address: string): Promise<{ trips: RoundTrips; address: string }> {
    const url = new URL(address);
    const trips = new RoundTrips(url.hostname, Number(url.port));
    await new Promise<void>((resolve) => trips.#server.listen(0, '127.0.0.1', resolve));
    url.host = `127.0.0.1:${(trips.#server.address() as AddressInfo).port}`;
    return { trips, address: url.href };
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/**
 * How often each warm request makes a program wait for its PostgreSQL, by row.
 *
 * @param address of the database.
 * @param startOver starts the program again, over the database at another address.
 */
export async function countRoundTrips(
  subjects: readonly Subject[],
  address: string,
  startOver: (address: string) => Promise<RunningServer>,
): Promise<Subject[]> {
  const { trips, address: watched } = await RoundTrips.start(address);
  const { origin, stop } = await startOver(watched);
  const counted: Subject[] = [];
  for (const subject of subjects) {
    const headers = await subject.obtain();
    const here = { name: subject.name, url: new URL(new URL(subject.url).pathname, origin).href };
    await askHome(here, headers);
    const before = trips.count;
    for (let request = 0; request < REQUESTS; request++) await askHome(here, headers);
    counted.push({ ...subject, roundTrips: (trips.count - before) / REQUESTS });
  }
  await stop();
  await trips.stop();
  return counted;
}
