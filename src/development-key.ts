import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { VAR } from './var.ts';

/**
 * The key of a development server: made on the first start and kept, so that a restart logs nobody
 * out. Readable by its owner alone.
 */
export function developmentKey(): string {
  mkdirSync(VAR, { recursive: true });
  const file = join(VAR, 'secret.key');
  try {
    // Fails when the file exists; of two processes starting at once, one makes it.
    writeFileSync(file, randomBytes(48).toString('base64'), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  return readFileSync(file, 'utf8').trim();
}
