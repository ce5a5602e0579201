import { mkdirSync } from 'node:fs';
import { StartupError } from './errors.ts';

/** The folder in which a server keeps its state unless told otherwise. */
export const VAR = 'var';

/** Makes that folder if need be, for its owner alone. */
export function makeVar(): void {
  try {
    mkdirSync(VAR, { recursive: true, mode: 0o700 });
  } catch {
    throw new StartupError(
      `${VAR}: cannot be made a folder here; move what is in its place, or let this process write here.`,
    );
  }
}
