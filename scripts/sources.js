/**
 * Lets Node run the TypeScript sources: `node --import ./scripts/sources.js FILE`.
 *
 * By itself tsx keeps compiled code in the temporary folder, under a name that any local user can
 * take first and so decide what runs here; and it looks for `tsconfig.json`, which says how JSX is
 * compiled, in the working directory, wherever that is.
 */
import './node-version.js';
import { fileURLToPath } from 'node:url';

process.env.TSX_DISABLE_CACHE = '1';
process.env.TSX_TSCONFIG_PATH = fileURLToPath(new URL('../tsconfig.json', import.meta.url));
try {
  await import('tsx');
} catch (error) {
  if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
  console.error('The development dependencies are not installed; install them with: npm ci');
  process.exit(1);
}
