import type { Command } from 'commander';
import { examples } from '../command-line.ts';

/** `manage help` and `--help`: Commander's own would answer an unknown name with the help of everything. */
export function addHelp(program: Command): void {
  const find = (name: string): Command | undefined =>
    program.commands.find((each) => each.name() === name);
  /** As a command it is refused, with the one that may have been meant. */
  const refuseUnknown = (name: string): void => {
    if (!find(name)) program.parse([name], { from: 'user' });
  };
  program.on('beforeHelp', () => {
    const [name] = program.args;
    if (name !== undefined && !name.startsWith('-')) refuseUnknown(name);
  });
  program
    .helpCommand(false)
    .command('help [command]')
    .description('display help for command')
    .addHelpText('after', examples('npm run manage -- help createuser'))
    .action((name?: string) => {
      if (name === undefined) program.help();
      refuseUnknown(name);
      find(name)?.help();
    });
}
