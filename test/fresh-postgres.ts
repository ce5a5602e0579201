import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { onTestFinished } from 'vitest';

/**
 * Makes a database that goes with the test.
 *
 * @param server the address of another database on the same server.
 * @param onFinished the test's own, where tests run concurrently.
 * @returns its address.
 */
export async function freshPostgres(
  server: string,
  onFinished: typeof onTestFinished = onTestFinished,
): Promise<string> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await administer(server, `CREATE DATABASE ${name}`);
  onFinished(() => administer(server, `DROP DATABASE ${name} WITH (FORCE)`));
  const url = new URL(server);
  url.pathname = name;
  return url.href;
}

async function administer(server: string, statement: string): Promise<void> {
  const client = new pg.Client(server);
  await client.connect();
  await client.query(statement);
  await client.end();
}
