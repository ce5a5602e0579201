import { existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Linux keeps files there in memory. */
const MEMORY = '/dev/shm';

/** In bytes; a container may have a few megabytes of it. */
const ENOUGH = 1_000_000_000;

/**
 * Where databases are that nobody needs after their test: in memory, where there is enough of it. No commit
 * waits for a disk there.
 */
export const DATABASES = hasEnoughMemory() ? MEMORY : tmpdir();

function hasEnoughMemory(): boolean {
  if (!existsSync(MEMORY)) return false;
  const { bavail, bsize } = statfsSync(MEMORY);
  return bavail * bsize >= ENOUGH;
}

/** An empty folder that goes with the test. */
export function temporaryFolder(parent = tmpdir()): string {
  const folder = mkdtempSync(join(parent, 'expressauth101-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}
