import type { Request } from 'express';
import { NotAuthenticated } from '../../auth/guard.ts';
import type { Guard } from '../../auth/guard.ts';
import { HttpError } from '../../http/http-error.ts';
import type { Authentication, Observer } from './observer.ts';

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
      tell(outcomeOf(error, request));
      throw error;
    }
    tell('accepted');
  };
}

function outcomeOf(error: unknown, { selectedScheme }: Request): Authentication['outcome'] {
  if (error instanceof NotAuthenticated || selectedScheme === undefined) return 'anonymous';
  return error instanceof HttpError && error.status < 500 ? 'refused' : 'error';
}
