import type { Command } from 'commander';

/** `scheme://name:password@host`, and a password among the parameters. */
const WITH_PASSWORD = /^[a-z][a-z\d+.-]*:\/\/[^/?#@]*:[^/?#]+@|[?&](?:ssl)?password=/i;

/**
 * Refuses an address with a password in it before a command has done anything: all processes of a
 * machine can read the arguments of the others, and shells keep them.
 */
export function refuseSecretArguments(program: Command): void {
  program.hook('preAction', (_program, command) => {
    const at = command.args.findIndex((argument) => WITH_PASSWORD.test(argument));
    const option = Object.entries(command.opts()).find(
      ([, value]) => typeof value === 'string' && WITH_PASSWORD.test(value),
    );
    if (at < 0 && option === undefined) return;
    const name = command.registeredArguments[at]?.name() ?? option?.[0] ?? 'argument';
    program.error(
      `${name.toUpperCase()}: has a password in it, which every process of this machine can read there; put the address into an environment variable, or into .env, and pass the variable's name.`,
    );
  });
}
