import type { RequestHandler } from 'express';
import { asError } from '../http/errors.ts';
import { NotAuthenticated } from './guard.ts';

/**
 * A guard for what is open to all: it knows the user where there are credentials, and lets a request
 * without any through as nobody's. Bad ones it refuses, as ever.
 */
export function makeOptional(guard: RequestHandler): RequestHandler {
  return async (request, response, next) => {
    const goOn = (error?: unknown): void => {
      if (error instanceof NotAuthenticated) next();
      else next(error);
    };
    try {
      await guard(request, response, goOn);
    } catch (error) {
      goOn(asError(error));
    }
  };
}
