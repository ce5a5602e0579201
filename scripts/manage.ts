import { CommanderError } from 'commander';
import { ServiceUnavailable } from '../src/http/http-error.ts';
import { run } from '../src/server/run.ts';
import { exitCodeOf } from './command-line.ts';
import { createProgram } from './commands/program.ts';
import { refuseSwallowedOptions } from './commands/swallowed-options.ts';
import { Cancelled } from './commands/terminal.ts';

// Whatever ends a command early is thrown, never `process.exit`: so the database is closed and the
// terminal is itself again before the process ends.
await run(async () => {
  try {
    const program = createProgram();
    refuseSwallowedOptions(program, process.argv.slice(2), process.env);
    await program.parseAsync();
  } catch (error) {
    if (error instanceof Cancelled) {
      console.error('Operation cancelled.');
      process.exitCode = 1;
    } else if (error instanceof CommanderError) {
      // Commander has said what is wrong, or shown the help that was asked for.
      process.exitCode = exitCodeOf(error);
    } else if (error instanceof ServiceUnavailable) {
      // The operator who runs a command is told what a client is not.
      const { message } = error.cause instanceof Error ? error.cause : error;
      console.error(
        `${message}; see that the database runs, has room, and lets this command read and write, and run it again.`,
      );
      process.exitCode = 1;
    } else {
      throw error;
    }
  }
});
