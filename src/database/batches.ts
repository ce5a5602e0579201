import { setTimeout } from 'node:timers/promises';

/** For about how many milliseconds the write lock is held at a time. */
const HOLD = 10;

/** How many rows go at first, and at once at most. */
const FIRST = 100;
const MOST = 1000;

/**
 * Deletes many rows a few at a time, as many as the disk lets go quickly. Between two batches it
 * stays away for as long as the last one took: a writer that waits for SQLite's write lock only looks
 * now and then whether it is free.
 *
 * @param deleteSome deletes up to so many rows and says how many there were.
 * @returns how many were deleted in all.
 */
export async function deleteInBatches(
  deleteSome: (limit: number) => Promise<{ changes: number }>,
): Promise<number> {
  let count = 0;
  let limit = FIRST;
  for (;;) {
    const start = performance.now();
    const { changes } = await deleteSome(limit);
    const took = performance.now() - start;
    count += changes;
    if (changes < limit) return count;
    limit = Math.min(MOST, Math.ceil((limit * HOLD) / took));
    await setTimeout(took);
  }
}
