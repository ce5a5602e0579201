import type { Database } from '../../src/database/database.ts';

const TABLES = 'SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()';

/** Everything in every table of a PostgreSQL database; its files may be on another machine. */
export async function copyOfPostgres(database: Database): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (const { name } of await database.all<{ name: string }>(TABLES)) {
    for (const row of await database.all<object>(`SELECT * FROM "${name}"`)) {
      for (const value of Object.values(row)) {
        parts.push(Buffer.isBuffer(value) ? value : Buffer.from(`${value}\n`));
      }
    }
  }
  return Buffer.concat(parts);
}
