import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeStateFolder } from '../../../src/setting/state-folder.ts';
import { hasherOf } from './user-row.ts';
import type { DjangoUser } from './user-row.ts';

/**
 * Lists users whose password nobody reads here, in a file for its owner alone: id, name, e-mail address
 * and how it is kept, with tabs between.
 *
 * @param folder STATE_FOLDER.
 * @returns the file's path; undefined where there is nobody to list, and a list from before is gone.
 */
export function writeMustReset(folder: string, users: readonly DjangoUser[]): string | undefined {
  const file = join(folder, 'must-reset.tsv');
  if (users.length === 0) {
    rmSync(file, { force: true });
    return undefined;
  }
  makeStateFolder(folder);
  const lines = users.map((user) =>
    [user.id, user.username, user.email, hasherOf(user)]
      .map((cell) => String(cell).replaceAll(/[\t\r\n]/g, ' '))
      .join('\t'),
  );
  writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 });
  // The mode counts for a new file alone.
  chmodSync(file, 0o600);
  return file;
}
