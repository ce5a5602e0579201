import type { IncomingMessage } from 'node:http';

/** What a request is a part of: the trace, and the span in it that sent the request. */
export interface TraceContext {
  readonly trace_id: string;
  readonly parent_span_id: string;
}

/** version-trace-parent-flags, all in lower case; later versions may go on after another hyphen. */
const TRACEPARENT =
  /^(?:00-([\da-f]{32})-([\da-f]{16})-[\da-f]{2}|(?!00|ff)[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-[\da-f]{2}(?:-.*)?)$/;

/** An id of zeros alone is none. */
const NONE = /^0+$/;

/**
 * Reads the header `traceparent` (W3C Trace Context §3.2).
 *
 * @returns undefined where there is none, several, or one that is not as it has to be: such a one is to be
 *   taken for absent.
 */
export function traceContextOf({ headers }: IncomingMessage): TraceContext | undefined {
  const { traceparent } = headers;
  if (typeof traceparent !== 'string') return undefined;
  const found = TRACEPARENT.exec(traceparent);
  const trace_id = found?.[1] ?? found?.[3];
  const parent_span_id = found?.[2] ?? found?.[4];
  if (trace_id === undefined || parent_span_id === undefined) return undefined;
  return NONE.test(trace_id) || NONE.test(parent_span_id)
    ? undefined
    : { trace_id, parent_span_id };
}
