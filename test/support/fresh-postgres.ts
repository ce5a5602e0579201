import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { onTestFinished } from 'vitest';

interface SchemaOptions {
  readonly onFinished?: typeof onTestFinished;
  readonly statements?: string;
}

/**
 * Makes a schema that goes with the test. It is empty like a database of its own, and made in a
 * tenth of the time.
 *
 * @param server the address of a database in which schemas may be made.
 * @param options.onFinished the test's own, where tests run concurrently.
 * @param options.statements what runs in it at once.
 * @returns the address that leads to the schema.
 */
export async function freshSchema(
  server: string,
  { onFinished = onTestFinished, statements = '' }: SchemaOptions = {},
): Promise<string> {
  const name = randomName();
  await administer(server, `CREATE SCHEMA ${name}; SET search_path = ${name}; ${statements}`);
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

let administrator: pg.Pool | undefined;

/** Over one connection for all tests of a process, which it keeps from ending no longer than it works. */
async function administer(server: string, statements: string): Promise<void> {
  administrator ??= new pg.Pool({
    connectionString: server,
    max: 1,
    idleTimeoutMillis: 0,
    allowExitOnIdle: true,
  });
  await administrator.query(statements);
}
