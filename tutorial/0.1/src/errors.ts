import type { ErrorRequestHandler, RequestHandler } from 'express';
import { STATUS_CODES } from 'node:http';

/** An answer with an error status: a sentence, sent as `{"detail": …}` as in DRF, or a whole body. */
export class HttpError extends Error {
  readonly status: number;
  readonly body: object;

  constructor(status: number, answer: string | object) {
    super(`HTTP ${status}`);
    this.status = status;
    this.body = typeof answer === 'string' ? { detail: answer } : answer;
  }
}

/** 405, which has to say what would be allowed (RFC 9110 §15.5.6). */
export function refuseMethod(allowed: string): RequestHandler {
  return (request, response) => {
    response.set('Allow', allowed);
    throw new HttpError(405, `Method "${request.method}" not allowed.`);
  };
}

/** The last stop. What went wrong inside stays in the log. */
export const answerError: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  const { status, body } = toHttpError(error);
  if (status >= 500) console.error(error instanceof Error ? error.stack : error);
  if (response.headersSent) next(error);
  else response.status(status).json(body);
};

/** Express's own errors have a status to keep, and a message to hide: it quotes the client. */
function toHttpError(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  const { status = 500, type } = error as { status?: number; type?: string };
  if (status >= 500) return new HttpError(500, 'A server error occurred.');
  const isJson = type === 'entity.parse.failed';
  return new HttpError(status, isJson ? 'JSON parse error - no JSON' : `${STATUS_CODES[status]}.`);
}
