import type { Express } from 'express';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { addHeaders } from '../../http/default-headers.ts';
import { requestIdOf } from '../../http/request-id.ts';
import type { PasswordHasher } from '../../users/password.ts';
import { Metrics } from './metrics.ts';
import { combine } from './observer.ts';
import type { Observer } from './observer.ts';
import { requestLog } from './request-log.ts';
import { ServerTiming } from './server-timing.ts';

/** How the server is seen from outside: log lines, metrics, headers; as far as the settings ask for it. */
export class Telemetry {
  readonly observer: Observer;
  readonly metrics: Metrics | undefined;
  readonly #timing: ServerTiming | undefined;

  constructor({ config, log }: { readonly config: Config; readonly log: Logger }) {
    if (config.METRICS) this.metrics = new Metrics(config.AUTH_SCHEMES);
    if (config.NODE_ENV === 'development') this.#timing = new ServerTiming();
    const observers = [requestLog(log), this.metrics?.observer, this.#timing?.observer];
    this.observer = combine(observers.filter((each) => each !== undefined));
  }

  /** Looks at the passwords that are hashed. */
  watchHasher(hasher: PasswordHasher): void {
    hasher.hashed = this.observer.hashed;
    this.metrics?.watchQueue(hasher.queue);
  }

  /** Looks at the requests of an app; to be called before anything else can answer them. */
  watchApp(app: Express): void {
    addHeaders(app, ({ req }) => ['X-Request-Id', requestIdOf(req)]);
    const { exchanged } = this.observer;
    if (exchanged !== undefined) {
      app.use((request, response, next) => {
        const startedAt = performance.now();
        response.once('close', () => {
          exchanged({ request, response, took: performance.now() - startedAt });
        });
        next();
      });
    }
    const timing = this.#timing;
    if (timing !== undefined) {
      addHeaders(app, (response) => timing.headersOf(response));
      app.use(timing.count);
    }
  }
}
