import type { Command } from 'commander';
import { closeSync, openSync } from 'node:fs';
import { codeOf } from '../../src/thrown.ts';

/**
 * Makes an empty file that only its owner can read, before something makes one that everybody can. Ends
 * the command where there is one already, or none can be made.
 */
export function reserve(program: Command, file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EEXIST') program.error(`FILE: ${file} exists already; name another one.`);
    program.error(
      `FILE: ${file} cannot be made (${code}); name one in a folder that you can write.`,
    );
  }
}
