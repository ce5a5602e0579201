import type { Request } from 'express';
import { TLSSocket } from 'node:tls';
import { isByTrustedProxy } from './client-address.ts';

/** An absolute-form target, up to its path (RFC 9112 §3.2.2); a user before the `@` is not the host's. */
const ABSOLUTE_TARGET = /^https?:\/\/(?:[^/?#]*@)?([^/?#]*)/i;

/** `name`, `address` or `[address]`, and a port: nothing that a URL could read as more than a host. */
const HOST = /^(?:[^\s:/?#@\\[\]]+|\[[\da-f:.]+\])(:\d*)?$/i;

/**
 * The host that a request names, as `host[:port]`: what a trusted proxy was called by, then the
 * host in the request's target, which comes before `Host` (RFC 9112 §3.2.2).
 *
 * @returns undefined when it names none, as HTTP/1.0 allows.
 */
export function hostOf(request: Request): string | undefined {
  const { originalUrl, headers } = request;
  const host =
    forwardedBy(request, 'x-forwarded-host') ??
    (originalUrl.startsWith('/') ? undefined : ABSOLUTE_TARGET.exec(originalUrl)?.[1]) ??
    headers.host;
  return host === '' ? undefined : host;
}

/**
 * What a proxy that is trusted says of the request that it passes on.
 *
 * @param name of its header, in lower case. Of several values the first is the one nearest to the
 *   client.
 * @returns undefined when it says nothing, or when nobody in front is trusted.
 */
function forwardedBy(
  request: Request,
  name: 'x-forwarded-host' | 'x-forwarded-port',
): string | undefined {
  const header = request.headers[name];
  if (header === undefined || !isByTrustedProxy(request)) return undefined;
  const [value = ''] = String(header).split(',', 1);
  return value.trim() === '' ? undefined : value.trim();
}

/**
 * A host's name in the form that browsers write it in: lower case, Punycode, the shortest spelling of
 * an address; without its port, and without the dot that ends a name.
 *
 * @returns undefined when it is none.
 */
export function hostnameOf(host: string): string | undefined {
  return parse('http', host)?.hostname.replace(/\.$/, '');
}

/**
 * The origin that a request was made to, as browsers write it (RFC 6454 §6.2): without the scheme's
 * usual port. Behind a proxy that is trusted it is the proxy's; the port is `X-Forwarded-Port`
 * where the proxy leaves it out of the host.
 *
 * @returns such as `http://127.0.0.1:8000`; undefined when the request does not name a host.
 */
export function originOf(request: Request): string | undefined {
  const host = hostOf(request);
  const url = host === undefined ? undefined : parse(request.secure ? 'https' : 'http', host);
  if (host === undefined || url === undefined) return undefined;
  const hasPort = HOST.exec(host)?.[1] !== undefined;
  if (!hasPort) url.port = forwardedBy(request, 'x-forwarded-port') ?? '';
  return url.origin;
}

function parse(scheme: 'http' | 'https', host: string): URL | undefined {
  const url = `${scheme}://${host}`;
  return HOST.test(host) && URL.canParse(url) ? new URL(url) : undefined;
}

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

/**
 * Whether a page of another origin made the browser send a request. Browsers say so themselves
 * (Fetch Metadata), and know it whatever proxies call this server; where one does not, the page's
 * `Origin` is compared with the request's. Programs say neither.
 *
 * @param trusted origins that count as ours.
 */
export function isFromElsewhere(request: Request, trusted: readonly string[]): boolean {
  const { origin, 'sec-fetch-site': site } = request.headers;
  if (origin !== undefined && trusted.includes(origin)) return false;
  if (site === 'same-origin') return false;
  if (site === 'same-site' || site === 'cross-site') return true;
  return origin !== undefined && origin !== originOf(request);
}
