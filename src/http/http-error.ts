/** Options of {@link HttpError}. */
export interface HttpErrorOptions {
  /** Extra response headers; an array becomes one header line for each item. */
  headers?: Readonly<Record<string, string | readonly string[]>>;
  /** What really happened. It goes to the log, never to the client. */
  cause?: unknown;
  /** What a person is told; the answer itself is for programs. */
  explanation?: string;
}

/**
 * An answer that is not a success: what the client is told (`body`), and apart from it what the log
 * is told (`cause`). Throw it anywhere on the way of a request.
 */
export class HttpError extends Error {
  readonly status: number;
  readonly body: object;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly explanation: string | undefined;

  /**
   * @param status HTTP status code, 400–599.
   * @param answer a sentence, sent as `{"detail": …}` as DRF does, or the whole JSON body.
   * @param options headers to send and the private cause.
   * @throws {RangeError} for a status that is no error's.
   */
  constructor(status: number, answer: string | object, options: HttpErrorOptions = {}) {
    super(typeof answer === 'string' ? answer : `HTTP ${status}`, { cause: options.cause });
    if (!isErrorStatus(status)) throw new RangeError(`${status} is not the status of an error`);
    this.name = new.target.name;
    this.status = status;
    this.body = typeof answer === 'string' ? { detail: answer } : answer;
    this.headers = options.headers ?? {};
    this.explanation = options.explanation;
  }
}

/** Whether a status says that a request has failed. */
export function isErrorStatus(status: number): boolean {
  return Number.isInteger(status) && status >= 400 && status <= 599;
}

/** 400: a body that cannot be read as the media type it claims. */
export class ParseError extends HttpError {
  constructor(detail: string, cause?: unknown) {
    super(400, detail, { cause });
  }
}

/** 503: not now; come back in some seconds (RFC 9110 §10.2.3). */
export class ServiceUnavailable extends HttpError {
  constructor(detail: string, retryAfterSeconds: number, cause?: unknown) {
    super(503, detail, { headers: { 'Retry-After': String(retryAfterSeconds) }, cause });
  }
}
