import { mkdirSync } from 'node:fs';
import { StartupError } from '../startup-error.ts';

/** The folder in which a server keeps its state unless told otherwise. */
export const DEFAULT_STATE_FOLDER = 'var';

/** Makes the folder of STATE_FOLDER if need be, for its owner alone. */
export function makeStateFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch {
    throw new StartupError(
      `STATE_FOLDER: ${folder} cannot be made a folder; move what is in its place, let this process write there, or name another one.`,
    );
  }
}
