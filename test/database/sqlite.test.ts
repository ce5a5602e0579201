import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../src/database/open.ts';
import { temporaryFolder } from '../temporary-folder.ts';

describe('a connection', () => {
  it('39: writes to the disk before it says so, and lets readers go on meanwhile', async () => {
    const database = openDatabase(`sqlite:${join(temporaryFolder(), 'db.sqlite3')}`);
    onTestFinished(() => database.close());
    expect(await database.get('PRAGMA synchronous')).toEqual({ synchronous: 2 });
    expect(await database.get('PRAGMA journal_mode')).toEqual({ journal_mode: 'wal' });
    expect(await database.get('PRAGMA foreign_keys')).toEqual({ foreign_keys: 1 });
    expect(await database.get('PRAGMA busy_timeout')).toEqual({ timeout: 5000 });
  });
});

describe('opening', () => {
  it('45: a file that is no database, or in no folder, is refused in one line', () => {
    const folder = temporaryFolder();
    const file = join(folder, 'not-a-database');
    writeFileSync(file, 'x'.repeat(5000));
    for (const [path, reason] of [
      [file, /^DATABASE_URL: cannot open .*file is not a database.*\.$/],
      [join(folder, 'missing', 'db'), /^DATABASE_URL: the folder .*missing does not exist;.*\.$/],
      [folder, /^DATABASE_URL: cannot open .*\.$/],
    ] as const) {
      expect(() => openDatabase(`sqlite:${path}`)).toThrow(reason);
    }
    expect(() => openDatabase('mysql://x')).toThrow(/^DATABASE_URL: not an address/);
  });
});
