import { connect } from 'node:net';

/** Every route that reads a body before it asks who sends it, and one that asks first. */
const PATHS = ['/api/token/', '/api-token-auth/', '/api/token/refresh/', '/login/', '/home/'];

const BOUNDARY = 'x';

const TYPES = [
  `multipart/form-data; boundary=${BOUNDARY}`,
  'multipart/form-data; boundary="y"',
  'multipart/form-data',
  'application/x-www-form-urlencoded; charset=utf-16',
  'application/x-www-form-urlencoded',
  'application/json',
  'text/plain',
];

const DISPOSITIONS = [
  'name="username"',
  'name="password"; filename="f"',
  'filename="f"',
  'filename=""; name=""',
  "filename*=utf-8''%ff",
  'name="__proto__"; filename="a\\"b"',
  '',
];

/** A generator of numbers from 0 up to a bound: the same ones each time (mulberry32). */
export function seededNumbers(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  };
}

/** A request whose body is a form with parts missing, cut off, doubled or spoiled. */
export function brokenRequest(next: (bound: number) => number): Buffer {
  const pick = <Item>(items: readonly Item[]): Item | undefined => items[next(items.length)];
  const parts = Array.from({ length: next(4) }, () => {
    const header = `Content-Disposition: form-data; ${pick(DISPOSITIONS) ?? ''}\r\n`;
    const type = pick(['', 'Content-Type: text/plain\r\n', 'Content-Type: multipart/mixed\r\n']);
    return `--${BOUNDARY}\r\n${header}${type ?? ''}\r\n${'v'.repeat(next(40))}\r\n`;
  });
  let body = Buffer.from(`${parts.join('')}--${BOUNDARY}--\r\n`);
  for (let changes = next(4); changes > 0; changes--) {
    const at = next(body.length + 1);
    const to = at + next(20);
    body = Buffer.concat(
      [
        [body.subarray(0, at)],
        [body.subarray(0, at), body.subarray(to)],
        [body.subarray(0, to), body.subarray(at)],
        [body.subarray(0, at), Buffer.from([next(256)]), body.subarray(at + 1)],
        [body.subarray(0, at), Buffer.from('\r\n--x\r\n'), body.subarray(at)],
      ][next(5)] ?? [],
    );
  }
  // Now and then more is announced than comes.
  const length = body.length + (next(8) === 0 ? next(50) : 0);
  const lines = [
    `POST ${pick(PATHS) ?? '/'} HTTP/1.1`,
    'Host: 127.0.0.1',
    'Connection: close',
    `Content-Type: ${pick(TYPES) ?? ''}`,
    `Content-Length: ${length}`,
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), body]);
}

/**
 * Sends a request and closes the sending side, also where the body is not all there.
 *
 * @returns the status of the answer; undefined where the server only closed the connection.
 */
export function statusOf(port: number, request: Buffer): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => socket.end(request));
    socket.setEncoding('latin1').on('data', (chunk: string) => (text += chunk));
    socket.setTimeout(20_000, () => socket.destroy(new Error('no answer within 20 seconds')));
    // Nobody listens there any more, or it was reset before the answer had been read.
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') reject(error);
    });
    socket.on('close', () => {
      const status = /^HTTP\/1\.1 (\d+)/.exec(text)?.[1];
      resolve(status === undefined ? undefined : Number(status));
    });
  });
}
