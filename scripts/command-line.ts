import { Command } from 'commander';
import type { CommanderError } from 'commander';
import { readFileSync } from 'node:fs';

const { version: VERSION } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
) as { version: string };

/** How a program ends that was not called as its help says. 1 is for what could not be done. */
export const WRONG_USAGE = 2;

/** Commander's own complaints are about how a program was called; a command's are about what it does. */
export function exitCodeOf({ code, exitCode }: CommanderError): number {
  return exitCode === 0 || code === 'commander.error' ? exitCode : WRONG_USAGE;
}

/**
 * A program of this project, with what all of them know: `--help` and `--version`.
 *
 * @param name what it is run by.
 */
export function commandLine(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .version(VERSION)
    .exitOverride((error) => {
      process.exit(exitCodeOf(error));
    });
}

/**
 * What a help ends with.
 *
 * @param lines as they are typed.
 */
export function examples(...lines: readonly string[]): string {
  const head = lines.length === 1 ? 'Example:' : 'Examples:';
  return `\n${[head, ...lines.map((line) => `  ${line}`)].join('\n')}`;
}
