import autocannon from 'autocannon';
import { createHistogram } from 'node:perf_hooks';
import { askHome } from './answer.ts';
import type { RunningServer, Subject } from './subject.ts';
import { readUsage } from './usage.ts';
import type { Usage } from './usage.ts';

/** How hard and how long to ask. */
export interface Load {
  readonly connections: number;
  readonly seconds: number;
}

/** What one round gave. */
export interface Sample {
  /** Answers per second. */
  readonly rate: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Microseconds of the server's processor time for each answer; undefined where nobody can tell. */
  readonly cpu: number | undefined;
  /** The same of the database's server, where it is another. */
  readonly databaseCpu: number | undefined;
  /** Bytes that the server had resident at the end. */
  readonly memory: number | undefined;
  /** Bytes of the credentials' headers in each request. */
  readonly wire: number;
}

/** Fewer answers than this in a round would make its rate a matter of luck. */
const LEAST_ANSWERS = 20;

/**
 * The load for a subject: the one that was asked for, unless it answers so slowly that a round would
 * end before everybody has had an answer. Then one client asks, for as long as it takes; more would
 * measure how long they wait for each other.
 */
export async function fittingLoad(subject: Subject, asked: Load): Promise<Load> {
  const credentials = await subject.obtain();
  let best = Infinity;
  for (let count = 0; count < 5; count++) {
    const start = performance.now();
    await askHome(subject, credentials);
    best = Math.min(best, (performance.now() - start) / 1000);
  }
  if (best * asked.connections <= asked.seconds) return asked;
  return { connections: 1, seconds: Math.max(asked.seconds, Math.ceil(best * LEAST_ANSWERS)) };
}

/**
 * Asks as fast as the answers come, on connections that stay open.
 *
 * @throws {Error} when any answer is not 2xx.
 */
export async function apply(load: Load, subject: Subject, signal: AbortSignal): Promise<Sample> {
  const headers = await subject.obtain();
  // What a server remembers for a minute, it may have forgotten since the last round.
  await askHome(subject, headers);
  const { connections, seconds } = load;
  const options = {
    url: subject.url,
    ...(subject.requests === undefined ? { headers } : spread(subject.requests, connections)),
    connections,
    duration: seconds,
  };
  // autocannon's own latencies are whole milliseconds.
  const microseconds = createHistogram();
  const sleep = stayAwake();
  const { pid, databasePid = NaN } = subject;
  const [before, databaseBefore] = [readUsage(pid), readUsage(databasePid)];
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const stop = (): void => {
      run.stop();
    };
    const run = autocannon(options, (error: unknown, done) => {
      signal.removeEventListener('abort', stop);
      if (error instanceof Error) reject(error);
      else resolve(done);
    });
    signal.addEventListener('abort', stop);
    run.on('response', (_client, _status, _bytes, milliseconds) => {
      microseconds.record(Math.max(1, Math.round(milliseconds * 1000)));
    });
  });
  const [after, databaseAfter] = [readUsage(pid), readUsage(databasePid)];
  sleep();
  signal.throwIfAborted();
  const { non2xx, errors, duration } = result;
  if (non2xx + errors > 0 || result['2xx'] === 0) {
    throw new Error(
      `${subject.name}: ${result['2xx']} good answers, ${non2xx} others, ${errors} without any`,
    );
  }
  // Answered once everything that was still queued is done, so the next row starts with nothing.
  await askHome(subject, headers);
  const share = (start?: Usage, end?: Usage): number | undefined =>
    start && end && (end.cpu - start.cpu) / result['2xx'];
  return {
    rate: result['2xx'] / duration,
    p50: microseconds.percentile(50) / 1000,
    p99: microseconds.percentile(99) / 1000,
    cpu: share(before, after),
    databaseCpu: share(databaseBefore, databaseAfter),
    memory: after?.memory,
    wire: sizeOf(headers),
  };
}

/**
 * Requests that each client sends in turn, each beginning elsewhere: those who log in as one user at the
 * same moment would wait for each other.
 */
function spread(
  requests: readonly autocannon.Request[],
  connections: number,
): Pick<autocannon.Options, 'requests' | 'setupClient'> {
  let clients = 0;
  return {
    requests: [...requests],
    setupClient: (client) => {
      const first = Math.floor((clients++ * requests.length) / connections) % requests.length;
      client.setRequests([...requests.slice(first), ...requests.slice(0, first)]);
    },
  };
}

/**
 * Puts a load on another process of a server, by all of its subjects' credentials in turn.
 *
 * @returns the bytes that it had resident in the end.
 */
export async function memoryUnderLoad(
  { origin, pid }: Pick<RunningServer, 'origin' | 'pid'>,
  subjects: readonly Subject[],
  load: Load,
  signal: AbortSignal,
): Promise<number | undefined> {
  let memory: number | undefined;
  for (const subject of subjects) {
    ({ memory } = await apply(load, { ...subject, url: `${origin}/home/`, pid }, signal));
  }
  return memory;
}

/**
 * Keeps this process from sleeping while it waits for answers. Otherwise the server pays for waking
 * it with almost every answer, which on virtual machines takes longer than the answer itself; and
 * fast servers, for which it never gets to sleep, would not.
 *
 * @returns lets it sleep again.
 */
function stayAwake(): () => void {
  let isAwake = true;
  const turn = (): void => {
    if (isAwake) setImmediate(turn);
  };
  turn();
  return () => {
    isAwake = false;
  };
}

/** As HTTP/1.1 writes them. */
function sizeOf(headers: Readonly<Record<string, string>>): number {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.byteLength(lines.join(''));
}
