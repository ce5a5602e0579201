import { readFileSync, writeFileSync } from 'node:fs';
import { openSqlite } from '../../src/database/sqlite/sqlite-database.ts';

/** In bytes, as SQLite has it where nobody says otherwise. */
const PAGE_SIZE = 4096;

/** Damages a table of a SQLite file, with its indexes, and nothing else. */
export async function damageTable(file: string, name: string): Promise<void> {
  const database = openSqlite(file);
  const pages = await database.all<{ rootpage: number }>(
    'SELECT rootpage FROM sqlite_schema WHERE tbl_name = ? AND rootpage > 0',
    name,
  );
  await database.close();
  const content = readFileSync(file);
  for (const { rootpage } of pages) {
    content.fill(0xa5, PAGE_SIZE * (rootpage - 1), PAGE_SIZE * rootpage);
  }
  writeFileSync(file, content);
}
