/**
 * `node scripts/run.js PROGRAM …`: runs what `npm run build` has compiled in production, and the
 * sources otherwise, so that nobody who changes them has to build first.
 */
// Before all else, and nothing may be imported by a name that an older Node does not have.
import './node-version.js';
import { existsSync, readFileSync } from 'node:fs';
import util from 'node:util';

/** The folders of the programs that can be run, by name. */
const PROGRAMS = { server: 'src', dev: 'scripts', manage: 'scripts', usage: 'scripts' };

const asked = process.argv[2];
// The server's settings are in the environment: whatever is said to it is a question, or a mistake.
const isQuestion = ['server', 'dev'].includes(asked) && process.argv.length > 3;
const program = isQuestion ? 'usage' : asked;
// Commands read what follows their program's name. The server's workers are forked with all of it.
if (program === 'manage') process.argv.splice(2, 1);
const file = `${PROGRAMS[program]}/${program}`;
const build = new URL(`../dist/${file}.js`, import.meta.url);
const inProduction = environmentName() === 'production';

if (program === 'dev') {
  await import('./dev.js');
} else if (inProduction && existsSync(build)) {
  await import(build.href);
} else if (inProduction && program === 'server') {
  console.error('There is no build to serve; make one with: npm run build');
  process.exitCode = 1;
} else {
  await import('./sources.js');
  await import(`../${file}.ts`);
}

/** NODE_ENV as the program will read it; what else is in `.env`, and whether it can be read, is its concern. */
function environmentName() {
  try {
    return process.env.NODE_ENV || util.parseEnv(readFileSync('.env', 'utf8')).NODE_ENV;
  } catch {
    return undefined;
  }
}
