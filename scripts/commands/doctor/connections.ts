import type { Config } from '../../../src/server/config.ts';
import type { Database } from '../../../src/database/database.ts';
import { isBehindPooler } from '../../../src/database/postgres/postgres-database.ts';

/** How many connections the server, the database and the role allow; -1 is any number. */
interface Limits {
  readonly server: number;
  readonly database: number;
  readonly role: number;
}

/** Some are kept for those who mend what is broken; PostgreSQL 16 knows of two kinds of them. */
const SELECT_LIMITS = `
  SELECT current_setting('max_connections')::int
      - current_setting('superuser_reserved_connections')::int
      - COALESCE(current_setting('reserved_connections', true), '0')::int AS server,
    (SELECT datconnlimit FROM pg_database WHERE datname = current_database()) AS database,
    (SELECT rolconnlimit FROM pg_roles WHERE rolname = current_user) AS role`;

/**
 * Compares how many connections all processes may open with how many PostgreSQL lets in. Through
 * PgBouncer there are as many as it is told to have.
 *
 * @returns at most one line, with its remedy.
 */
export async function tooManyConnections(
  database: Database,
  { DATABASE_URL, DATABASE_POOL_SIZE, WEB_CONCURRENCY }: Config,
): Promise<string[]> {
  if (database.dialect !== 'postgres' || isBehindPooler(DATABASE_URL)) return [];
  const limits = await database.get<Limits>(SELECT_LIMITS);
  const known = Object.values(limits ?? {}) as number[];
  const most = Math.min(...known.filter((limit) => limit >= 0));
  if (WEB_CONCURRENCY * DATABASE_POOL_SIZE <= most) return [];
  return [
    `DATABASE_POOL_SIZE, WEB_CONCURRENCY: ${WEB_CONCURRENCY} × ${DATABASE_POOL_SIZE} connections are more than the ${most} that PostgreSQL has for this server, so that requests wait for one; ${remedy(Math.floor(most / WEB_CONCURRENCY))}`,
  ];
}

function remedy(share: number): string {
  const others = 'raise max_connections, or put PgBouncer in between (?pgbouncer=true)';
  return share < 2 ? others : `set DATABASE_POOL_SIZE=${share} or less, ${others}`;
}
