import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { StartupError } from '../startup-error.ts';

/** The folder in which a server keeps its state unless told otherwise. */
export const DEFAULT_STATE_FOLDER = 'var';

/** Makes the folder of STATE_FOLDER if need be, for its owner alone. */
export function makeStateFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch {
    throw cannotBeMade(folder);
  }
}

/** @throws {StartupError} where {@link makeStateFolder} would: it asks the folder in which the first one would be made. */
export function requireStateFolder(folder: string): void {
  let parent = resolve(folder);
  while (!existsSync(parent)) parent = dirname(parent);
  try {
    // What has a slash at its end is there only if it is a folder.
    accessSync(`${parent}/`, constants.W_OK | constants.X_OK);
  } catch {
    throw cannotBeMade(folder);
  }
}

function cannotBeMade(folder: string): StartupError {
  return new StartupError(
    `STATE_FOLDER: ${folder} cannot be made a folder; move what is in its place, let this process write there, or name another one.`,
  );
}
