import type { LimitFunction } from 'p-limit';
import type * as Prometheus from 'prom-client';
import { lazyPackage } from '../../packages.ts';
import type { Observer } from './observer.ts';

/** The client of Prometheus, which is only needed with METRICS. */
export const prometheus = lazyPackage((require) => require('prom-client') as typeof Prometheus);

/** Upper bounds of a histogram's buckets, in seconds. */
const REQUESTS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const HASH_WAITS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20];
const STATEMENTS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1, 5];

/**
 * Gauges of prom-client with a counter's suffix, which `promtool check metrics` complains of; each is the
 * sum of one that stays.
 */
const MISNAMED = ['handles', 'requests', 'resources'].map((name) => `nodejs_active_${name}_total`);

/** The label of requests that no scheme was selected for. */
const NO_SCHEME = 'none';

/**
 * What Prometheus is told. Labels are names of schemes and words of ours, never anything that a
 * client has sent: clients cannot make series, and nobody can be found in them.
 */
export class Metrics {
  readonly registry: Prometheus.Registry;
  readonly observer: Observer;

  /** @param schemes the names of those that are open; their counters begin at 0. */
  constructor(schemes: readonly string[]) {
    const { collectDefaultMetrics, Counter, Histogram, Registry } = prometheus();
    this.registry = new Registry();
    const registers = [this.registry];
    collectDefaultMetrics({ register: this.registry });
    for (const name of MISNAMED) this.registry.removeSingleMetric(name);
    const attempts = new Counter({
      name: 'auth_attempts_total',
      help: 'What became of the credentials of requests, by the scheme that they are for.',
      labelNames: ['scheme', 'outcome'],
      registers,
    });
    const logins = new Counter({
      name: 'auth_logins_total',
      help: 'Checks of a name and a password, by outcome.',
      labelNames: ['outcome'],
      registers,
    });
    const hashWaits = new Histogram({
      name: 'auth_hash_wait_seconds',
      help: 'How long passwords waited for their turn to be hashed.',
      buckets: HASH_WAITS,
      registers,
    });
    const requests = new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Requests that were answered, by the scheme that they were for and the class of the status.',
      labelNames: ['scheme', 'status'],
      buckets: REQUESTS,
      registers,
    });
    const statements = new Histogram({
      name: 'database_statement_duration_seconds',
      help: 'Statements, and whole transactions, on the database.',
      buckets: STATEMENTS,
      registers,
    });

    for (const scheme of schemes) {
      for (const outcome of ['accepted', 'refused']) attempts.inc({ scheme, outcome }, 0);
    }
    attempts.inc({ scheme: NO_SCHEME, outcome: 'anonymous' }, 0);
    for (const outcome of ['success', 'failure', 'throttled', 'busy']) logins.inc({ outcome }, 0);

    this.observer = {
      authenticated: ({ scheme = NO_SCHEME, outcome }) => {
        attempts.inc({ scheme, outcome });
      },
      loggedIn: (outcome) => {
        logins.inc({ outcome });
      },
      hashed: (waited) => {
        hashWaits.observe(waited / 1000);
      },
      exchanged: ({ request, response, took }) => {
        if (!response.headersSent) return;
        const status = `${Math.floor(response.statusCode / 100)}xx`;
        requests.observe({ scheme: request.selectedScheme ?? NO_SCHEME, status }, took / 1000);
      },
      queried: (took) => {
        statements.observe(took / 1000);
      },
    };
  }

  /** Tells how many hashes wait, whenever somebody asks. */
  watchQueue(queue: LimitFunction): void {
    new (prometheus().Gauge)({
      name: 'auth_hash_queue_depth',
      help: 'Passwords that wait for their turn to be hashed.',
      registers: [this.registry],
      collect() {
        this.set(queue.pendingCount);
      },
    });
  }
}
