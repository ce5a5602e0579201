import type { Request, Response } from 'express';

/** A request that was answered, or whose client has left. */
export interface Exchange {
  readonly request: Request;
  readonly response: Response;
  /** Milliseconds. */
  readonly took: number;
}

/** What the guard made of a request's credentials. */
export interface Authentication {
  /** Which scheme they are for; undefined when there were none. */
  readonly scheme: string | undefined;
  readonly outcome: 'accepted' | 'refused' | 'anonymous' | 'error';
  /** Milliseconds. */
  readonly took: number;
}

export type LoginOutcome = 'success' | 'failure' | 'throttled' | 'busy' | 'error';

/**
 * What looks at what the server does, and at what of it. Where nothing does, nothing is installed that
 * would ask. Times are milliseconds. An observer must not throw, and is told no secret but what the
 * request holds.
 */
export interface Observer {
  readonly exchanged?: ((exchange: Exchange) => void) | undefined;
  readonly authenticated?: ((authentication: Authentication) => void) | undefined;
  readonly loggedIn?: ((outcome: LoginOutcome) => void) | undefined;
  /** A password was hashed: it waited for its turn, and then took. */
  readonly hashed?: ((waited: number, took: number) => void) | undefined;
  /** A statement was run, or a whole transaction. */
  readonly queried?: ((took: number) => void) | undefined;
}

/** One observer who tells all of them. */
export function combine(observers: readonly Observer[]): Observer {
  const all = <Parameters extends unknown[]>(
    pick: (observer: Observer) => ((...parameters: Parameters) => void) | undefined,
  ): ((...parameters: Parameters) => void) | undefined => {
    const told = observers.map(pick).filter((each) => each !== undefined);
    if (told.length <= 1) return told[0];
    return (...parameters) => {
      for (const each of told) each(...parameters);
    };
  };
  return {
    exchanged: all(({ exchanged }) => exchanged),
    authenticated: all(({ authenticated }) => authenticated),
    loggedIn: all(({ loggedIn }) => loggedIn),
    hashed: all(({ hashed }) => hashed),
    queried: all(({ queried }) => queried),
  };
}
