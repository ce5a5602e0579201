import { setImmediate } from 'node:timers/promises';

/** How many rows go at once: the write lock is held for a few milliseconds. */
const BATCH = 200;

/**
 * Deletes many rows a few at a time, so that neither writers nor this process's requests wait for
 * all of them.
 *
 * @param deleteSome deletes up to so many rows and says how many there were.
 * @returns how many were deleted in all.
 */
export async function deleteInBatches(
  deleteSome: (limit: number) => Promise<{ changes: number }>,
): Promise<number> {
  let count = 0;
  for (;;) {
    const { changes } = await deleteSome(BATCH);
    count += changes;
    if (changes < BATCH) return count;
    await setImmediate();
  }
}
