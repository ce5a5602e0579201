import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { onTestFinished } from 'vitest';

/**
 * Makes a schema that goes with the test. It is empty like a database of its own, and made in a
 * tenth of the time.
 *
 * @param server the address of a database in which schemas may be made.
 * @param onFinished the test's own, where tests run concurrently.
 * @returns the address that leads to the schema.
 */
export async function freshSchema(
  server: string,
  onFinished: typeof onTestFinished = onTestFinished,
): Promise<string> {
  const name = randomName();
  await administer(server, `CREATE SCHEMA ${name}`);
  onFinished(() => administer(server, `DROP SCHEMA ${name} CASCADE`));
  const url = new URL(server);
  url.searchParams.set('options', `-c search_path=${name}`);
  return url.href;
}

/**
 * Makes a database that goes with the test, for tests of what reaches beyond a schema: locks, and
 * other people's connections.
 *
 * @param server the address of another database on the same server.
 * @returns its address.
 */
export async function freshPostgres(server: string): Promise<string> {
  const name = randomName();
  await administer(server, `CREATE DATABASE ${name}`);
  onTestFinished(() => administer(server, `DROP DATABASE ${name} WITH (FORCE)`));
  const url = new URL(server);
  url.pathname = name;
  return url.href;
}

function randomName(): string {
  return `test_${randomBytes(8).toString('hex')}`;
}

async function administer(server: string, statement: string): Promise<void> {
  const client = new pg.Client(server);
  await client.connect();
  await client.query(statement);
  await client.end();
}
