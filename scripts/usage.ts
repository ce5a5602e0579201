import { commandLine, examples } from './command-line.ts';

const SETTINGS =
  'Its settings come from the environment, or from the file .env in this folder; .env.example lists ' +
  'them all.';

/** What is served when nothing is asked, by what follows `run.js`. */
const PROGRAMS: Readonly<Record<string, readonly [name: string, description: string]>> = {
  server: ['npm start', `Serves. ${SETTINGS}`],
  dev: ['npm run dev', `Serves, and starts again whenever a source changes. ${SETTINGS}`],
};

/** What `npm start` and `npm run dev` answer when they are asked something, in place of serving. */
const [asked = ''] = process.argv.splice(2, 1);
const [name, description] = PROGRAMS[asked] ?? [asked, SETTINGS];
commandLine(name, description)
  .addHelpText('after', examples(name, `PORT=3000 LOG_LEVEL=debug ${name}`))
  .parse();
