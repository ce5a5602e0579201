import type { Queries } from '../../src/database/database.ts';

const INSERT = `
  INSERT INTO users (username, email, password, is_active, is_superuser, created_at)
  SELECT 'user' || number, 'u' || number || '@example.com', '!', 1, 0, 0 FROM (
    WITH RECURSIVE numbers (number) AS (
      SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < ?)
    SELECT number FROM numbers) AS numbered`;

/** Stores `user1`, `user2` and so on, who have no password, in one statement. */
export async function addManyUsers(queries: Queries, count: number): Promise<void> {
  await queries.run(INSERT, count);
}
