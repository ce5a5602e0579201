import { setImmediate } from 'node:timers/promises';
import { openConnection } from '../src/database/sqlite/driver.ts';

// Takes the write lock of a SQLite file and gives it back, over and over, until it is told to stop;
// then it sends for how many milliseconds it could not have it, at most.

const [file = ''] = process.argv.slice(2);
const connection = openConnection(file, { timeout: 0 });
const end = new AbortController();
process.once('message', () => {
  end.abort();
});
process.send?.('watching');

let longest = 0;
let since = performance.now();
while (!end.signal.aborted) {
  if (take()) {
    const now = performance.now();
    longest = Math.max(longest, now - since);
    since = now;
  }
  await setImmediate();
}
connection.close();
process.send?.(longest);
process.disconnect();

/** @returns false when somebody else has it. */
function take(): boolean {
  try {
    connection.exec('BEGIN IMMEDIATE');
  } catch (error) {
    const isBusy =
      error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY');
    if (isBusy) return false;
    throw error;
  }
  connection.exec('COMMIT');
  return true;
}
