import { statSync } from 'node:fs';
import { unavailable } from './errors.ts';

/**
 * Tells whether a path still leads to the file that it leads to now, and its log to the log. SQLite would go
 * on writing to files that were removed, and all of it would be lost.
 *
 * @returns throws a {@link ServiceUnavailable} when it does not.
 */
export function watchIdentity(file: string): () => void {
  if (file === ':memory:') return () => undefined;
  const database = identityOf(file);
  // SQLite makes it with the first write, and keeps it while anybody has the database open.
  let log: string | undefined;
  return () => {
    const logNow = identityOf(`${file}-wal`);
    log ??= logNow;
    if (identityOf(file) !== database) {
      throw unavailable(new Error('the database file was removed or replaced'));
    }
    if (logNow !== log) {
      throw unavailable(new Error("the database's log (-wal) was removed or replaced; restart"));
    }
  };
}

/** Which file a path leads to; undefined where it cannot be told: it is gone, or its folder is. */
function identityOf(path: string): string | undefined {
  try {
    const { dev, ino } = statSync(path);
    return `${dev}:${ino}`;
  } catch {
    return undefined;
  }
}
