import pino from 'pino';
import type { DestinationStream, Logger } from 'pino';
import type { Environment } from './services.ts';

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
 * Standard output. Where it cannot be written, because its reader has gone or its disk is full, lines
 * are lost; that is no reason to stop serving.
 */
function standardOutput(): DestinationStream {
  return pino.destination(1).on('error', () => undefined);
}

/**
 * The server's log: a JSON line for each thing, on standard output.
 *
 * @param level the least that is written.
 * @param destination where else it goes.
 */
export function createLog(level: string, destination = standardOutput()): Logger {
  const options = { level, redact: { paths: SECRETS, censor: '[redacted]' } };
  return pino(options, destination);
}

/**
 * Tells the person who has started the server something: as a plain line on the terminal, or, in
 * production, where programs read all that it says, as one of its log.
 */
export function notify({ config, log }: Pick<Environment, 'config' | 'log'>, line: string): void {
  if (config.NODE_ENV === 'production') log.info(line);
  else console.log(line);
}
