import type { ErrorRequestHandler } from 'express';
import type { Logger } from 'pino';
import { asError, describe } from '../thrown.ts';
import { sendJson } from './answer.ts';
import { HttpError, isErrorStatus, ServiceUnavailable } from './http-error.ts';
import { LineLimit } from './line-limit.ts';
import { STATUS_CODES } from './node-http.ts';
import { requestIdOf } from './request-id.ts';

/** How many lines a second tell of requests that failed for reasons of their own. */
const MOST_FAILURES = 20;

/** Statuses that say what a client cannot have here (RFC 9110 §15.6.2, §15.6.6). It is no failure of the server's. */
const UNSUPPORTED: readonly number[] = [501, 505];

/**
 * The first stop of a failed request. Whatever was thrown becomes an {@link HttpError}: itself, or
 * DRF's 500 for what nobody expected. A failure of the server's is logged by name, message and stack alone,
 * because the errors of libraries carry request bodies.
 *
 * A 503 is one line in a second, however many there are: without a cause the server protects itself,
 * with one something that everybody needs is away, and a line for each would let a flood fill the disk.
 *
 * @param log where 5xx go.
 */
export function recordError(log: Logger): ErrorRequestHandler {
  const tellLeftOut = (count: number): void => {
    log.warn({ count }, 'failed requests left out of this log');
  };
  const refusals = new LineLimit(1, tellLeftOut);
  const outages = new LineLimit(1, tellLeftOut);
  const failures = new LineLimit(MOST_FAILURES, tellLeftOut);
  // Express knows an error handler by its four parameters.
  return (error: unknown, _request, response, next) => {
    const answer = asHttpError(error);
    const requestId = requestIdOf(response.req);
    if (answer instanceof ServiceUnavailable && answer.cause === undefined) {
      if (refusals.allows()) log.warn({ reason: answer.message, requestId }, 'request refused');
    } else if (answer.status >= 500 && !UNSUPPORTED.includes(answer.status)) {
      const limit = answer instanceof ServiceUnavailable ? outages : failures;
      const { status, cause = answer } = answer;
      if (limit.allows())
        log.error({ error: describe(cause), status, requestId }, 'request failed');
    }
    if (response.headersSent) {
      response.destroy();
      return;
    }
    for (const [name, value] of Object.entries(answer.headers)) response.setHeader(name, value);
    next(answer);
  };
}

/** The last stop of a failed request, after {@link recordError}: the error's body as JSON. */
export const answerError: ErrorRequestHandler = (error: HttpError, _request, response, _next) => {
  sendJson(response, error.status, error.body);
};

/**
 * Several handlers of errors as one: each hands one to the next. An error that they fail at, as one whose
 * headers cannot be sent, gives way to that failure; Express would answer it with the stack.
 */
export function errorsInOrder(...handlers: readonly ErrorRequestHandler[]): ErrorRequestHandler {
  const handle = handlers.reduceRight(
    (rest, handler) => (error: unknown, request, response, next) =>
      handler(error, request, response, (thrown: unknown) => {
        void rest(thrown, request, response, next);
      }),
  );
  return (error: unknown, request, response, next) => {
    try {
      void handle(error, request, response, next);
    } catch (failure) {
      void handle(asError(failure), request, response, next);
    }
  };
}

function asHttpError(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  // Express's, for a path that nothing can be at: `%ff` is no UTF-8.
  if (error instanceof URIError && 'status' in error) return new HttpError(404, 'Not found.');
  return ofLibrary(error) ?? unexpected(error);
}

/**
 * What a library of Express's answers by throwing it: a file that fails a precondition, or has no such
 * range (RFC 9110 §15.5.13, §15.5.17). The sentence is ours, for theirs may quote the client.
 */
function ofLibrary(error: unknown): HttpError | undefined {
  if (!(error instanceof Error && 'statusCode' in error && 'expose' in error)) return undefined;
  const { statusCode, expose } = error;
  // It may come from a strategy of the app's, and say anything.
  if (expose !== true || typeof statusCode !== 'number' || !isErrorStatus(statusCode)) {
    return undefined;
  }
  return new HttpError(statusCode, `${STATUS_CODES[statusCode] ?? 'Bad Request'}.`, {
    cause: error,
  });
}

function unexpected(error: unknown): HttpError {
  return new HttpError(500, 'A server error occurred.', { cause: error });
}
