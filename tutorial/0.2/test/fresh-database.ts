import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

// Each file of tests has a database of its own. This runs before they import anything.
const folder = mkdtempSync(join(tmpdir(), 'expressauth101-'));
process.env.DATABASE_FILE = join(folder, 'db.sqlite3');
afterAll(() => {
  rmSync(folder, { recursive: true });
});
