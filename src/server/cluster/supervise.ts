import cluster from 'node:cluster';
import type { Config } from '../config.ts';
import type { ServerServices } from '../services.ts';
import { announce, suggestFirstUser } from '../startup.ts';
import { WorkerGaveUp, Workers } from './workers.ts';

/** Whether this process serves nobody itself, and looks after WEB_CONCURRENCY others that do. */
export function isPrimary({ WEB_CONCURRENCY }: Config): boolean {
  return WEB_CONCURRENCY > 1 && cluster.isPrimary;
}

/**
 * The process that others serve for: start them, keep their number, end them. Limits, sessions and
 * whatever else was issued or taken back are in the database, which they share. When this process
 * ends without having ended them, they end by themselves.
 *
 * @param isEmpty whether there is no user yet.
 * @param stopped resolves when it is asked to stop.
 * @param stopping is aborted by then.
 */
export async function supervise(
  { config, log, database }: ServerServices,
  isEmpty: boolean,
  stopped: Promise<void>,
  stopping: AbortSignal,
): Promise<void> {
  const workers = new Workers(log, stopping);
  process.on('SIGHUP', () => {
    workers.hangUp();
  });
  const serving = workers.start(config.WEB_CONCURRENCY).then((origin) => {
    announce({ config, log }, origin);
    suggestFirstUser({ config, log }, isEmpty);
  });
  try {
    await Promise.race([stopped, serving]);
  } catch (error) {
    if (!(error instanceof WorkerGaveUp)) throw error;
    process.exit(1);
  }
  await stopped;
  await workers.end(config.SHUTDOWN_DELAY);
  await database.close();
  process.exit();
}
