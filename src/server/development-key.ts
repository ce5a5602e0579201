import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf } from '../thrown.ts';
import { StartupError } from '../startup-error.ts';
import { makeStateFolder } from '../setting/state-folder.ts';

/**
 * The key of a development server: made on the first start and kept, so that a restart logs nobody
 * out. Readable by its owner alone.
 *
 * @param folder where its file is, `secret.key`.
 * @throws {StartupError} when the file does not hold a key, or can be neither read nor made.
 */
export function developmentKey(folder: string): string {
  makeStateFolder(folder);
  const file = join(folder, 'secret.key');
  const key = readOrMake(file);
  if (Buffer.byteLength(key) >= 32) return key;
  throw new StartupError(`SECRET_KEY: ${file} does not hold a key; delete it and start again.`);
}

function readOrMake(file: string): string {
  try {
    if (!existsSync(file)) make(file);
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    const reason = codeOf(error) || String(error);
    throw new StartupError(
      `SECRET_KEY: ${file} cannot be read or made (${reason}); let this process do so, or set a key.`,
    );
  }
}

/**
 * Linking puts the whole file there or nothing, and fails when there is one: of two processes that
 * start at once both use the same key, and neither reads one that is half written.
 */
function make(file: string): void {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, randomBytes(48).toString('base64'), { mode: 0o600 });
  try {
    linkSync(draft, file);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  } finally {
    unlinkSync(draft);
  }
}
