import { join } from 'node:path';
import { inject } from 'vitest';

/**
 * The folder of the programs, each with all packages in one file, but for those that it finds by name: tests
 * start some hundreds of them, and Node takes longer to load seven hundred files than to do what is asked.
 */
export function testBuild(): string {
  return join(inject('builds'), 'bundled');
}

/** The same as `npm run build` makes it: each module is a file, and packages are outside. */
export function testModules(): string {
  return join(inject('builds'), 'modules');
}
