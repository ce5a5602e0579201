import cluster from 'node:cluster';
import type { Config } from '../config.ts';
import type { ServerServices } from '../services.ts';
import { announce, suggestFirstUser } from '../startup.ts';
import { WorkerGaveUp, Workers } from './workers.ts';

/** Whether this process was started by a person or a supervisor, not by another process of this server. */
export function isFirst(): boolean {
  return cluster.isPrimary;
}

/** Whether this process serves nobody itself, and looks after WEB_CONCURRENCY others that do. */
export function isPrimary({ WEB_CONCURRENCY }: Config): boolean {
  return WEB_CONCURRENCY > 1 && cluster.isPrimary;
}

/**
 * The process that others serve for: start them, keep their number, end them. Limits, sessions and
 * whatever else was issued or taken back are in the database, which they share. When this process
 * ends without having ended them, they end by themselves.
 *
 * @param stopped resolves when it is asked to stop.
 */
export async function supervise(services: ServerServices, stopped: Promise<void>): Promise<void> {
  const { config, log, database } = services;
  const stopping = new AbortController();
  const asked = stopped.then(() => {
    stopping.abort();
  });
  const workers = new Workers(log, stopping.signal);
  process.on('SIGHUP', () => {
    workers.hangUp();
  });
  const serving = workers.start(config.WEB_CONCURRENCY).then(async (origin) => {
    announce(services, origin);
    await suggestFirstUser(services);
  });
  try {
    await Promise.race([asked, serving]);
  } catch (error) {
    if (!(error instanceof WorkerGaveUp)) throw error;
    process.exit(1);
  }
  await asked;
  await workers.end(config.SHUTDOWN_DELAY);
  await database.close();
  process.exit();
}
