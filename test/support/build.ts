import { join } from 'node:path';
import { inject } from 'vitest';

/**
 * The folder of the programs, each with all packages in one file, but for those that it finds by name: tests
 * start some hundreds of them, and Node takes longer to load seven hundred files than to do what is asked.
 */
export function testBuild(): string {
  return join(inject('builds'), 'bundled');
}

/** A program of test/programs, compiled in the same way. */
export function testProgram(name: string): string {
  return join(testBuild(), `test/programs/${name}.js`);
}

/** What such a program has in its environment, so that Node, from 22 on, compiles it once and not at each start. */
export function compileOnce(): { NODE_COMPILE_CACHE: string } {
  return { NODE_COMPILE_CACHE: join(inject('builds'), 'compiled') };
}

/** The same as `npm run build` makes it: each module is a file, and packages are outside. */
export function testModules(): string {
  return join(inject('builds'), 'modules');
}
