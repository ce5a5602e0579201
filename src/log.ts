import pino from 'pino';
import type { DestinationStream, Logger } from 'pino';

/** Nothing here logs these. If something ever does, by itself or within something else, they stay out. */
const SECRETS = [
  'password',
  'token',
  'refresh',
  'access',
  'authorization',
  'cookie',
  'headers.authorization',
  'headers.cookie',
].flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

/**
 * The server's log: a JSON line for each thing, on standard output.
 *
 * @param level the least that is written.
 * @param destination where else it goes.
 */
export function createLog(level: string, destination?: DestinationStream): Logger {
  const options = { level, redact: { paths: SECRETS, censor: '[redacted]' } };
  return destination === undefined ? pino(options) : pino(options, destination);
}
