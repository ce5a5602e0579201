import type { Command } from 'commander';
import { examples } from '../command-line.ts';

/** `manage help`: Commander's own would answer an unknown name with the help of everything. */
export function addHelp(program: Command): void {
  program
    .helpCommand(false)
    .command('help [command]')
    .description('display help for command')
    .addHelpText('after', examples('npm run manage -- help createuser'))
    .action(async (name?: string) => {
      const command = program.commands.find((each) => each.name() === name);
      // As a command it is refused, with the one that may have been meant.
      if (name !== undefined && !command) await program.parseAsync([name], { from: 'user' });
      (command ?? program).help();
    });
}
