import ipaddr from 'ipaddr.js';

/** How some proxies write it: `192.0.2.1:50000`, `[2001:db8::1]:50000`. */
const WITH_PORT = /^(?:\[([^\]]+)\]|([^:]+)):\d+$/;

/**
 * What one client can be expected to hold: an IPv4 address, or an IPv6 /64, because that is the least
 * that a customer is given (RFC 6177), and all 2^64 addresses in it are theirs to use.
 *
 * @param client as a socket has it, an IPv4 address in IPv6 clothes too, or as a proxy wrote it. Each
 *   connection has another port, which does not make it another client.
 */
export function addressGroup(client: string): string {
  const [, ipv6, ipv4] = WITH_PORT.exec(client) ?? [];
  const address = ipv6 ?? ipv4 ?? client;
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  // Behind NAT64 each IPv4 client has an address of its own in one and the same /64 (RFC 6052).
  const isAlone = !(parsed instanceof ipaddr.IPv6) || parsed.range() === 'rfc6052';
  if (isAlone) return parsed.toString();
  return new ipaddr.IPv6([...parsed.parts.slice(0, 4), 0, 0, 0, 0]).toString();
}
