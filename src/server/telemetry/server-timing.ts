import type { RequestHandler, Response } from 'express';
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Observer } from './observer.ts';

/** How often something was done for one request, and for how many milliseconds altogether. */
interface Cost {
  count: number;
  took: number;
}

type Costs = Record<'auth' | 'sql' | 'hash', Cost>;

/**
 * Tells the developer in front of the browser what each request has cost (Server-Timing): `auth`,
 * the guard's decision with all it needed; `sql`, statements; `hash`, passwords, without their wait
 * for each other. It would tell an attacker as much, so it is for development alone.
 */
export class ServerTiming {
  readonly #current = new AsyncLocalStorage<Costs>();
  readonly #costs = new WeakMap<Response, Costs>();

  readonly observer: Observer = {
    authenticated: ({ took }) => {
      this.#add('auth', took);
    },
    queried: (took) => {
      this.#add('sql', took);
    },
    hashed: (_waited, took) => {
      this.#add('hash', took);
    },
  };

  /** Counts what is done for a request from here on. */
  readonly count: RequestHandler = (_request, response, next) => {
    const [auth, sql, hash] = [none(), none(), none()];
    const costs = { auth, sql, hash };
    this.#costs.set(response, costs);
    this.#current.run(costs, next);
  };

  /** What there is to tell of an answer, as a flat list of headers. */
  headersOf(response: Response): string[] {
    const entries = Object.entries(this.#costs.get(response) ?? {})
      .filter(([, { count }]) => count > 0)
      .map(([name, { count, took }]) => `${name};dur=${took.toFixed(2)};desc="${count}x"`);
    return entries.length === 0 ? [] : ['Server-Timing', entries.join(', ')];
  }

  #add(name: keyof Costs, took: number): void {
    const cost = this.#current.getStore()?.[name];
    if (cost === undefined) return;
    cost.count++;
    cost.took += took;
  }
}

function none(): Cost {
  return { count: 0, took: 0 };
}
