import { commandLine, examples } from './command-line.ts';

/** What `npm start` answers when it is asked something, in place of serving. */
commandLine(
  'npm start',
  'Serves. Its settings come from the environment, or from the file .env in this folder; ' +
    '.env.example lists them all.',
)
  .addHelpText('after', examples('npm start', 'PORT=3000 LOG_LEVEL=debug npm start'))
  .parse();
