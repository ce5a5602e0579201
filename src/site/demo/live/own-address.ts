import type { Request } from 'express';
import { TLSSocket } from 'node:tls';

/**
 * Where a request's own connection ends: this server, whatever the request or a proxy calls it.
 * Nothing that a client sends has a part in it, so that no other host can be meant.
 *
 * @returns such as `http://127.0.0.1:8000`, or `unix:/run/app.sock`.
 */
export function ownAddress({ socket }: Request): string {
  const { localAddress = '', localPort = 0 } = socket;
  if (localAddress.startsWith('/')) return `unix:${localAddress}`;
  const host = localAddress.includes(':') ? `[${localAddress}]` : localAddress;
  return `${socket instanceof TLSSocket ? 'https' : 'http'}://${host}:${localPort}`;
}
