import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

declare module 'node:http' {
  interface IncomingMessage {
    /** What {@link requestIdOf} gave. */
    id?: string;
  }
}

/** What cannot be mistaken for anything else in a log or a header. */
const SANE = /^[\w.-]{1,64}$/;

/**
 * What a request is called in answers and logs: its `X-Request-Id`, so that it keeps the name that a
 * proxy or a client has given it, or a new one where that is missing or not sane.
 */
export function requestIdOf(request: IncomingMessage): string {
  request.id ??= given(request) ?? randomUUID();
  return request.id;
}

function given({ headers }: IncomingMessage): string | undefined {
  const id = headers['x-request-id'];
  return typeof id === 'string' && SANE.test(id) ? id : undefined;
}
