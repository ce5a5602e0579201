import ipaddr from 'ipaddr.js';

/**
 * What one client can be expected to hold, the smallest first: an IPv4 address, or an IPv6 /64, /56
 * and /48, which are what customers are given (RFC 6177; RIPE-690 §4.2). All addresses of a /64 are
 * one customer's to use, and whoever has a /48 has 65,536 of those.
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
