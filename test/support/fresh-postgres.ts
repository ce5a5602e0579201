import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { onTestFinished } from 'vitest';
import { EMPTY_SCHEMA } from './empty-schema.ts';
import { endLoan } from './lent-database.ts';

/**
 * Makes a schema that goes with the test. It is empty like a database of its own, and made in a
 * tenth of the time.
 *
 * @param server the address of a database in which schemas may be made.
 * @param onFinished the test's own, where tests run concurrently.
 * @returns the address that leads to the schema.
 */
export async function freshSchema(server: string, onFinished = onTestFinished): Promise<string> {
  const name = randomName();
  await administer(server, `CREATE SCHEMA ${name}`);
  onFinished(() => drop(server, name));
  return addressOf(server, name);
}

/** Names of schemas with all tables, empty again; their tests have ended. */
const unused: string[] = [];

/** Name of a schema → what {@link emptySchema} said of it when it was made. */
const shapes = new Map<string, string>();

/**
 * A schema with all tables. The next test that asks gets it again, emptied, which takes a tenth of the time of
 * making another; unless this test has changed more than rows.
 *
 * @param tables the statements that make them.
 * @returns the address that leads to the schema.
 */
export async function migratedSchema(server: string, tables: string): Promise<string> {
  const name = unused.pop() ?? (await makeSchema(server, tables));
  const address = addressOf(server, name);
  onTestFinished(async () => {
    if ((await emptySchema(server, name)) === shapes.get(name)) {
      unused.push(name);
      return;
    }
    await endLoan(address);
    await drop(server, name);
  });
  return address;
}

async function makeSchema(server: string, tables: string): Promise<string> {
  const name = randomName();
  await administer(
    server,
    `CREATE SCHEMA ${name}; SET search_path = ${name}; ${tables}; RESET search_path`,
  );
  shapes.set(name, await emptySchema(server, name));
  return name;
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
  onTestFinished(async () => {
    await administer(server, `DROP DATABASE ${name} WITH (FORCE)`);
  });
  const url = new URL(server);
  url.pathname = name;
  return url.href;
}

async function drop(server: string, schema: string): Promise<void> {
  await administer(server, `DROP SCHEMA ${schema} CASCADE`);
}

function randomName(): string {
  return `test_${randomBytes(8).toString('hex')}`;
}

function addressOf(server: string, schema: string): string {
  const url = new URL(server);
  url.searchParams.set('options', `-c search_path=${schema}`);
  return url.href;
}

/** Deletes what tests have stored in a schema, and says what must be as it was: its tables, and what has migrated. */
async function emptySchema(server: string, name: string): Promise<string> {
  const { rows } = await administer(server, `SELECT ${EMPTY_SCHEMA}('${name}') AS shape`);
  return String(rows[0]?.shape);
}

let administrator: pg.Pool | undefined;

/** Over one connection for all tests of a process, which it keeps from ending no longer than it works. */
function administer(
  server: string,
  statements: string,
): Promise<pg.QueryResult<Record<string, unknown>>> {
  administrator ??= new pg.Pool({
    connectionString: server,
    max: 1,
    idleTimeoutMillis: 0,
    allowExitOnIdle: true,
  });
  return administrator.query(statements);
}
