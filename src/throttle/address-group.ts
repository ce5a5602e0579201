import ipaddr from 'ipaddr.js';

/**
 * What one client can be expected to hold: an IPv4 address, or an IPv6 /64, because that is the least
 * that a customer is given (RFC 6177), and all 2^64 addresses in it are theirs to use.
 *
 * @param address as a socket has it, an IPv4 address in IPv6 clothes too.
 */
export function addressGroup(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  if (!(parsed instanceof ipaddr.IPv6)) return parsed.toString();
  return new ipaddr.IPv6([...parsed.parts.slice(0, 4), 0, 0, 0, 0]).toString();
}
