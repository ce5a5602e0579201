import type { Application, Request } from 'express';
import ipaddr from 'ipaddr.js';
import { isIP } from 'node:net';

/** How some proxies write it: `192.0.2.1:50000`, `[2001:db8::1]:50000`, `[2001:db8::1]`. */
const WITH_PORT = /^(?:\[([^[\]]+)\](?::\d+)?|([\d.]+):\d+)$/;

/** Longer than any address with its zone and port. */
const LONGEST = 128;

/** Express's trust in proxies: whether it holds for the address, so many steps away. */
type Trust = (address: string, hop: number) => boolean;

/** The trust of an app, as Express has read its setting `trust proxy`. */
export function trustOf(app: Application): Trust {
  return app.get('trust proxy fn') as Trust;
}

/** Whether a request comes from a proxy that TRUST_PROXY names. */
export function isByTrustedProxy({ app, socket }: Request): boolean {
  return trustOf(app)(socket.remoteAddress ?? '', 0);
}

/**
 * The one form in which addresses are compared, kept and shown: no port, no brackets, no zone, IPv6
 * as RFC 5952 writes it, and IPv4 in IPv6 (`::ffff:192.0.2.1`) as IPv4.
 *
 * @returns undefined for what is no address.
 */
export function normalizeAddress(text: string): string | undefined {
  if (text.length > LONGEST) return undefined;
  const [, ipv6, ipv4] = WITH_PORT.exec(text) ?? [];
  const address = ipv6 ?? ipv4 ?? text;
  const version = isIP(address);
  // IPv4 has one form alone, and almost every request asks.
  if (version !== 6) return version === 4 ? address : undefined;
  return ipaddr.process(address.replace(/%.*/, '')).toString();
}

/**
 * The client's address in its normal form: what a trusted proxy says in X-Forwarded-For; where that is no
 * address, the socket's own.
 *
 * @returns undefined where a client has none, as over a Unix socket.
 */
export function addressOf(request: Request): string | undefined {
  return normalizeAddress(request.ip ?? '') ?? normalizeAddress(request.socket.remoteAddress ?? '');
}

/**
 * Makes an app trust proxies, by the normal form of their addresses as well.
 *
 * @param proxies as Express's `trust proxy`.
 */
export function trustProxies(app: Application, proxies: unknown): void {
  app.set('trust proxy', proxies);
  const trust = trustOf(app);
  app.set('trust proxy', (address = '', hop: number) =>
    trust(normalizeAddress(address) ?? address, hop),
  );
}

/**
 * What one client can be expected to hold, the smallest first: an IPv4 address, or an IPv6 /64, /56
 * and /48, which are what customers are given (RFC 6177; RIPE-690 §4.2). All addresses of a /64 are
 * one customer's to use, and a customer with a /48 has 65,536 of those.
 *
 * @param address in its normal form; any other text stands for itself alone.
 */
export function networksOf(address: string): [string, ...string[]] {
  if (!ipaddr.IPv6.isValid(address)) return [address];
  // Behind NAT64 each IPv4 client has an address of its own in one and the same /64 (RFC 6052).
  if (ipaddr.IPv6.parse(address).range() === 'rfc6052') return [address];
  const network = (bits: number): string =>
    `${ipaddr.IPv6.networkAddressFromCIDR(`${address}/${bits}`).toString()}/${bits}`;
  return [network(64), network(56), network(48)];
}
