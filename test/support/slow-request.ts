import { connect } from 'node:net';

/** A request whose last byte has not been sent yet. */
export interface SlowRequest {
  /** Sends it. */
  readonly finish: () => void;
  /** All that came back, once the server has closed the connection. */
  readonly answer: Promise<string>;
}

/**
 * Sends a request but for its last byte.
 *
 * @returns once all but that byte is on its way.
 */
export function sendSlowly(
  port: number,
  path: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  method = 'POST',
): Promise<SlowRequest> {
  const head = [
    `${method} ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const answer = new Promise<string>((answered) => {
      let text = '';
      socket.on('data', (chunk) => (text += chunk.toString()));
      socket.on('close', () => {
        answered(text);
      });
    });
    socket.on('error', reject);
    socket.write(`${head.join('\r\n')}\r\n\r\n${body.slice(0, -1)}`, () => {
      resolve({ finish: () => socket.write(body.slice(-1)), answer });
    });
  });
}
