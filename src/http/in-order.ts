import type { ErrorRequestHandler, RequestHandler } from 'express';
import { asError } from './errors.ts';

/** Several handlers as one: each goes on to the next, the last one to whatever follows. */
export function inOrder(...handlers: readonly RequestHandler[]): RequestHandler {
  return handlers.reduceRight((rest, handler) => (request, response, next) => {
    const goOn = (error?: unknown): void => {
      if (error !== undefined && error !== null) {
        next(error);
        return;
      }
      // Nobody else waits for what the rest returns, or throws.
      try {
        const done: unknown = rest(request, response, next);
        if (done instanceof Promise) {
          done.catch((thrown: unknown) => {
            next(asError(thrown));
          });
        }
      } catch (thrown) {
        next(asError(thrown));
      }
    };
    return handler(request, response, goOn);
  });
}

/** The same of handlers of errors: each hands one to the next. */
export function inOrderOfErrors(...handlers: readonly ErrorRequestHandler[]): ErrorRequestHandler {
  return handlers.reduceRight(
    (rest, handler) => (error: unknown, request, response, next) =>
      handler(error, request, response, (thrown: unknown) => {
        void rest(thrown, request, response, next);
      }),
  );
}
