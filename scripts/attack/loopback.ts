import { InvalidArgumentError } from 'commander';

/**
 * Reads the address of a server to attack: one of the reader's own.
 *
 * @throws {InvalidArgumentError} for any that is not on loopback, or names no port.
 */
export function readLoopback(text: string): string {
  const { protocol, hostname, port } = URL.canParse(text) ? new URL(text) : new URL('none:');
  const isLoopback = ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
  if (protocol === 'http:' && isLoopback && port !== '') return text;
  throw new InvalidArgumentError('Only a server on loopback, such as http://127.0.0.1:8000.');
}
