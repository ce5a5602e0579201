import { statSync } from 'node:fs';
import { unavailable } from './availability.ts';

/**
 * Tells whether a path still leads to the file that it leads to now. SQLite would go on writing to a file that
 * was removed, and all of it would be lost.
 *
 * @returns throws a {@link ServiceUnavailable} when it does not.
 */
export function watchPlace(file: string): () => void {
  if (file === ':memory:') return () => undefined;
  const { dev, ino } = statSync(file);
  const isInPlace = (): boolean => {
    try {
      const now = statSync(file);
      return now.ino === ino && now.dev === dev;
    } catch {
      // Whatever keeps it from being looked at: gone, a folder on the way to it that is none any more.
      return false;
    }
  };
  return () => {
    if (!isInPlace()) throw unavailable(new Error('the database file was removed or replaced'));
  };
}
