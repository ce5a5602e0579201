import type { IncomingMessage } from 'node:http';

/** The bytes of a request's body, as they came. */
export interface ReceivedBody {
  readonly bytes: Buffer;
  /** Whether they are all, and not only more than was wanted. */
  readonly isWhole: boolean;
}

const received = new WeakMap<IncomingMessage, Promise<ReceivedBody>>();

/**
 * Waits until all of a request's body is here, and leaves it where it is: whoever reads the request
 * afterwards, with whichever parser, finds it untouched.
 *
 * @param limit bytes; of a body that is larger no more is waited for.
 * @throws {Error} when the client goes away meanwhile.
 */
export function receive(request: IncomingMessage, limit: number): Promise<ReceivedBody> {
  const body = received.get(request) ?? read(request, limit);
  received.set(request, body);
  return body;
}

/** RFC 9112 §6.3: a request has a body if one of these headers says so. */
export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
}

async function read(request: IncomingMessage, limit: number): Promise<ReceivedBody> {
  const nothing = Buffer.alloc(0);
  if (!hasBody(request)) return { bytes: nothing, isWhole: true };
  if (Number(request.headers['content-length']) > limit) return { bytes: nothing, isWhole: false };
  const chunks: Buffer[] = [];
  let length = 0;
  await new Promise<void>((resolve, reject) => {
    const settle = (error?: Error): void => {
      request.off('readable', take).off('error', settle).off('close', leave);
      if (error === undefined) resolve();
      else reject(error);
    };
    const leave = (): void => {
      settle(new Error('the client has gone away'));
    };
    const take = (): void => {
      for (let chunk = next(request); chunk !== null; chunk = next(request)) {
        chunks.push(chunk);
        length += chunk.length;
      }
      if (!request.complete && length <= limit) return;
      // Put back before the stream can notice that it is empty, and end.
      if (length > 0) request.unshift(Buffer.concat(chunks));
      settle();
    };
    request.on('readable', take).on('error', settle).on('close', leave);
    take();
  });
  return { bytes: Buffer.concat(chunks), isWhole: length <= limit };
}

function next(request: IncomingMessage): Buffer | null {
  return request.read() as Buffer | null;
}
