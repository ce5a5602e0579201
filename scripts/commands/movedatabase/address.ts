import { readEnvFile } from '../../../src/server/startup.ts';

/**
 * The address of a database that the command line names.
 *
 * @param argument the address itself, or the name of a variable that holds it, in the environment or
 *   in `.env`. No address looks like a name, for it has a colon.
 * @returns undefined when there is no such variable.
 * @throws {StartupError} when `.env` cannot be read.
 */
export function addressOf(argument: string): string | undefined {
  if (!/^\w+$/.test(argument)) return argument;
  return process.env[argument] ?? readEnvFile()[argument];
}
