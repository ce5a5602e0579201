import type { Command, Option } from 'commander';
import { WRONG_USAGE } from '../command-line.ts';

/**
 * npm has, or had, options of these names, which a `.npmrc` may set for all of its runs; without them a command does
 * no harm.
 */
const NPMS_OWN: readonly (string | undefined)[] = ['--yes', '--before', '--email', '--username'];

/**
 * Refuses a long option that npm has taken for itself, for want of a `--` before it: `npm run manage importdjango FROM --dry-run`
 * would import. npm passes such an option on in the environment alone.
 *
 * @param args what the command line was called with.
 */
export function refuseSwallowedOptions(
  program: Command,
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): void {
  const { npm_lifecycle_event: script } = environment;
  const command = program.commands.find((each) => each.name() === args[0]);
  if (script === undefined || command === undefined) return;
  const isSwallowed = ({ long }: Option): boolean =>
    !NPMS_OWN.includes(long) && !args.includes(long ?? '') && Boolean(environment[nameOf(long)]);
  const swallowed = command.options.find(isSwallowed);
  if (swallowed === undefined) return;
  program.error(
    `error: npm has taken ${swallowed.long} for itself; put -- before all options: npm run ${script} -- …`,
    { exitCode: WRONG_USAGE },
  );
}

/** As npm calls an option of a command line's in the environment of what it runs. */
function nameOf(long = ''): string {
  return `npm_config_${long.slice('--'.length).replaceAll('-', '_')}`;
}
