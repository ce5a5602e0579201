import { ServiceUnavailable } from '../http/errors.ts';

/**
 * Writes what a request can do without, such as when something was last used: where nothing can be
 * written just now, a request that only reads goes on.
 *
 * @returns whether it was written.
 */
export async function writeIfPossible(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    if (error instanceof ServiceUnavailable) return false;
    throw error;
  }
}
