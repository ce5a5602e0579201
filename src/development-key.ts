import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartupError } from './errors.ts';
import { makeVar, VAR } from './var.ts';

/**
 * The key of a development server: made on the first start and kept, so that a restart logs nobody
 * out. Readable by its owner alone.
 *
 * @throws {StartupError} when the file does not hold a key.
 */
export function developmentKey(): string {
  makeVar();
  const file = join(VAR, 'secret.key');
  const draft = `${file}.${process.pid}`;
  // Linking puts the whole file there or nothing, and fails when there is one: of two processes
  // that start at once both use the same key, and neither reads one that is half written.
  writeFileSync(draft, randomBytes(48).toString('base64'), { mode: 0o600 });
  try {
    linkSync(draft, file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    unlinkSync(draft);
  }
  const key = readFileSync(file, 'utf8').trim();
  if (Buffer.byteLength(key) >= 32) return key;
  throw new StartupError(`SECRET_KEY: ${file} does not hold a key; delete it and start again.`);
}
