import type { Logger } from 'pino';
import { pathOf } from '../../http/client.ts';
import { requestIdOf } from '../../http/request-id.ts';
import { traceContextOf } from '../../http/trace-context.ts';
import { LineLimit } from '../../http/line-limit.ts';
import type { Exchange, Observer } from './observer.ts';

/** How many refused and failed requests the log tells of in a second. A flood must not fill the disk. */
const MOST_FAILURES = 20;

/**
 * A line in the log for each request: refusals and failures (4xx, 5xx) at `info`, at most so many in
 * a second, the rest at `debug`. Nothing of it is what a client keeps secret: no header but the
 * request's id and its place in a trace (W3C Trace Context), no query string, no body.
 *
 * @param now a clock that is never set, in milliseconds.
 */
export function requestLog(log: Logger, now = (): number => performance.now()): Observer {
  if (log.isLevelEnabled('debug')) {
    return {
      exchanged: (exchange) => {
        log[isFailure(exchange) ? 'info' : 'debug'](describeExchange(exchange), 'request');
      },
    };
  }
  if (!log.isLevelEnabled('info')) return {};
  const limit = new LineLimit(
    MOST_FAILURES,
    (count) => {
      log.info({ count }, 'requests left out of this log');
    },
    now,
  );
  return {
    exchanged: (exchange) => {
      if (isFailure(exchange) && limit.allows()) log.info(describeExchange(exchange), 'request');
    },
  };
}

function isFailure({ response }: Exchange): boolean {
  return response.headersSent && response.statusCode >= 400;
}

function describeExchange({ request, response, took }: Exchange): object {
  return {
    requestId: requestIdOf(request),
    ...traceContextOf(request),
    method: request.method,
    path: pathOf(request),
    // None when the client left before there was an answer.
    status: response.headersSent ? response.statusCode : undefined,
    duration: Math.round(took * 100) / 100,
    scheme: request.selectedScheme,
    user: request.user?.id,
  };
}
