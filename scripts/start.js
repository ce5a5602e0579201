/**
 * `npm start`: serves what `npm run build` has compiled in production, and the sources otherwise, so
 * that nobody who changes them has to build first.
 */
// Before all else, and nothing may be imported by a name that an older Node does not have.
import './node-version.js';
import { existsSync, readFileSync } from 'node:fs';
import util from 'node:util';

const BUILD = new URL('../dist/server.js', import.meta.url);

/** NODE_ENV as the server will read it; what else is in `.env`, and whether it can be read, is its concern. */
function environmentName() {
  try {
    return process.env.NODE_ENV || util.parseEnv(readFileSync('.env', 'utf8')).NODE_ENV;
  } catch {
    return undefined;
  }
}

if (environmentName() !== 'production') {
  await import('./sources.js');
  await import('../src/server.ts');
} else if (existsSync(BUILD)) {
  await import(BUILD.href);
} else {
  console.error('There is no build to serve; make one with: npm run build');
  process.exitCode = 1;
}
