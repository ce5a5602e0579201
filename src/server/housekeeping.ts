import { schemeDefinitions } from '../auth/schemes.ts';
import { takeLease } from '../database/lease.ts';
import type { ServerServices } from './services.ts';
import { describe } from '../thrown.ts';
import { EventStore } from '../events/store.ts';
import { deleteExpiredCounters } from '../throttle/counter-store.ts';

/** One hour, in milliseconds. */
const INTERVAL = 3_600_000;

/** A little less, in milliseconds: timers of several processes are not exact. */
const LEASE = INTERVAL - 60_000;

/**
 * Forgets, once an hour, what has expired: credentials of all schemes, open or not, counters of wrong
 * passwords, and events older than EVENT_RETENTION. One process does so
 * for all that share the database.
 *
 * @returns stops it.
 */
export function startHousekeeping(
  services: ServerServices,
  definitions = schemeDefinitions,
): () => void {
  const { database, clock, log } = services;
  const attempt = async (): Promise<void> => {
    if (await takeLease(database, 'housekeeping', clock(), LEASE))
      await keepHouse(services, definitions);
  };
  const timer = setInterval(() => {
    attempt().catch((error: unknown) => {
      log.error({ error: describe(error) }, 'housekeeping failed; it is tried again in an hour');
    });
  }, INTERVAL);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}

/** Does so now. */
export async function keepHouse(
  services: ServerServices,
  definitions = schemeDefinitions,
): Promise<void> {
  const { database, clock, config, log } = services;
  const forgotten: Record<string, number> = {};
  for (const { name, deleteExpired } of definitions) {
    forgotten[name] = (await deleteExpired?.(services)) ?? 0;
  }
  forgotten.rateLimits = await deleteExpiredCounters(database, clock);
  forgotten.events = await new EventStore(database, clock).deleteOlderThan(config.EVENT_RETENTION);
  log.debug(forgotten, 'housekeeping done');
}
