import { sendRaw } from '../support/raw.ts';
import type { RawAnswer } from '../support/raw.ts';
import type { ExchangeRequest } from './exchange.ts';

/** Sends a request, whatever it looks like, and asks the server to close afterwards. */
export function sendExchange(port: number, request: ExchangeRequest): Promise<RawAnswer> {
  const { method, path, headers, body = '', encoding = 'utf8' } = request;
  const names = new Set(headers.map(([name]) => name.toLowerCase()));
  const bytes = Buffer.from(body, encoding);
  const isSized = names.has('transfer-encoding') || (body === '' && method === 'GET');
  const lines = [
    `${method} ${path} HTTP/1.1`,
    ...(names.has('host') ? [] : ['Host: 127.0.0.1']),
    'Connection: close',
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...(isSized ? [] : [`Content-Length: ${bytes.length}`]),
  ];
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  return sendRaw(port, Buffer.concat([head, bytes]));
}
