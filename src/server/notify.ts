import type { Environment } from './services.ts';

/**
 * Tells the person who has started the server something: as a plain line on the terminal, or, in
 * production, where programs read all that it says, as one of its log.
 */
export function notify({ config, log }: Pick<Environment, 'config' | 'log'>, line: string): void {
  if (config.NODE_ENV === 'production') log.info(line);
  else console.log(line);
}
