import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { testProgram } from '../support/build.ts';
import { startProcess } from '../support/process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const PROCESSES = 3;
const FILES = 30;

it('40: processes that start on a new file at once wait for each other', async () => {
  const folder = temporaryFolder();
  const processes = Array.from(
    { length: PROCESSES },
    () => startProcess({}, folder, testProgram('opening-process')).child,
  );
  const answers = (): Promise<unknown[]> =>
    Promise.all(processes.map(async (child) => (await once(child, 'message')) as unknown));
  await answers();
  const failures = new Set<unknown>();
  for (let count = 0; count < FILES; count++) {
    const answered = answers();
    for (const child of processes) child.send(join(folder, `${count}.sqlite3`));
    for (const [failure] of (await answered) as [unknown][]) failures.add(failure);
  }
  expect([...failures]).toEqual(['']);
});
