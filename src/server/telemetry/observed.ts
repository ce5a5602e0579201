import type { Request } from 'express';
import type { CredentialsCheck } from '../../auth/credentials-check.ts';
import { NotAuthenticated } from '../../auth/guard.ts';
import type { Guard } from '../../auth/guard.ts';
import { aroundStatements } from '../../database/around.ts';
import type { Database } from '../../database/database.ts';
import { HttpError, ServiceUnavailable } from '../../http/http-error.ts';
import { Throttled } from '../../throttle/throttled.ts';
import type { Authentication, LoginOutcome, Observer } from './observer.ts';

/** A database that tells how long its statements take; the database itself when nobody wants to know. */
export function observeDatabase(database: Database, { queried }: Observer): Database {
  if (queried === undefined) return database;
  const observed = aroundStatements(database, async (statement) => {
    const startedAt = performance.now();
    try {
      return await statement();
    } finally {
      queried(performance.now() - startedAt);
    }
  });
  return { ...observed, ping: () => database.ping() };
}

/** A check of names and passwords that tells how each went; the check itself when nobody wants to know. */
export function observeCredentials(
  credentials: CredentialsCheck,
  { loggedIn }: Observer,
): CredentialsCheck {
  if (loggedIn === undefined) return credentials;
  return {
    async check(login, password, request) {
      try {
        const user = await credentials.check(login, password, request);
        loggedIn(user === undefined ? 'failure' : 'success');
        return user;
      } catch (error) {
        loggedIn(outcomeOfLogin(error));
        throw error;
      }
    },
  };
}

function outcomeOfLogin(error: unknown): LoginOutcome {
  if (error instanceof Throttled) return 'throttled';
  // One with a cause is an outage.
  return error instanceof ServiceUnavailable && error.cause === undefined ? 'busy' : 'error';
}

/** A guard that tells how it decides; the guard itself when nobody wants to know. */
export function observeGuard(guard: Guard, { authenticated }: Observer): Guard {
  if (authenticated === undefined) return guard;
  return async (request, response) => {
    const startedAt = performance.now();
    const tell = (outcome: Authentication['outcome']): void => {
      const took = performance.now() - startedAt;
      authenticated({ scheme: request.selectedScheme, outcome, took });
    };
    try {
      await guard(request, response);
    } catch (error) {
      tell(outcomeOfGuard(error, request));
      throw error;
    }
    tell('accepted');
  };
}

function outcomeOfGuard(error: unknown, { selectedScheme }: Request): Authentication['outcome'] {
  if (error instanceof NotAuthenticated || selectedScheme === undefined) return 'anonymous';
  return error instanceof HttpError && error.status < 500 ? 'refused' : 'error';
}
