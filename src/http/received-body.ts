import type { IncomingMessage, ServerResponse } from 'node:http';
import { setImmediate } from 'node:timers/promises';

/** A request, and its answer, which Express adds to it. */
type Answerable = IncomingMessage & { readonly res?: ServerResponse | undefined };

/** The largest body that is received, and read, in bytes. */
export const BODY_LIMIT = 100_000;

/** The bytes of a request's body, as they came. */
export interface ReceivedBody {
  readonly bytes: Buffer;
  /** Whether they are all, and not only more than was wanted. */
  readonly isWhole: boolean;
}

const received = new WeakMap<IncomingMessage, Promise<ReceivedBody>>();

/**
 * Waits until all of a request's body is here, and leaves it where it is: a handler that reads the
 * request afterwards, with whichever parser, finds it untouched.
 *
 * @returns of a body over {@link BODY_LIMIT} what has come, or nothing; no more is waited for.
 * @throws {Error} when the client goes away meanwhile.
 */
export function receive(request: Answerable): Promise<ReceivedBody> {
  const body = received.get(request) ?? read(request);
  received.set(request, body);
  return body;
}

/** RFC 9112 §6.3: a request has a body if one of these headers says so. */
export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
}

async function read(request: Answerable): Promise<ReceivedBody> {
  let bytes = Buffer.alloc(0);
  const announced = request.headers['content-length'];
  if (!hasBody(request) || Number(announced) === 0) return { bytes, isWhole: true };
  if (Number(announced) > BODY_LIMIT) return { bytes, isWhole: false };
  // Node parses what came with the headers in the same turn; an empty body has ended by then.
  await setImmediate();
  if (request.complete && request.readableLength === 0) return { bytes, isWhole: true };
  if (request.destroyed) throw gone();
  // Text cannot be put back as the bytes that it was.
  if (request.readableEncoding !== null) throw new Error('an encoding was set');
  const chunks: Buffer[] = [];
  let length = 0;
  await new Promise<void>((resolve, reject) => {
    const settle = (error?: Error): void => {
      request.off('readable', take).off('error', settle).off('close', leave);
      if (error === undefined) resolve();
      else reject(error);
    };
    const leave = (): void => {
      settle(gone());
    };
    const take = (): void => {
      // Never of an empty stream that is complete: asking it for more is what ends it.
      while (request.readableLength > 0) {
        const chunk = request.read() as Buffer;
        chunks.push(chunk);
        length += chunk.length;
      }
      if (!request.complete && length <= BODY_LIMIT) return;
      bytes = Buffer.concat(chunks);
      // Put back before the stream can notice that it is empty, and end.
      if (length > 0) request.unshift(bytes);
      settle();
    };
    request.on('readable', take).on('error', settle).on('close', leave);
    take();
  });
  const isWhole = length <= BODY_LIMIT;
  if (!isWhole) drainAfterAnswer(request);
  return { bytes, isWhole };
}

function gone(): Error {
  return new Error('the client has gone away');
}

/**
 * Throws away what is left of a body when its request has been answered, as Node does with one that
 * nobody has begun to read. Otherwise the next request on the connection would never be read.
 */
function drainAfterAnswer(request: Answerable): void {
  request.res?.once('finish', () => {
    request.resume();
  });
}
