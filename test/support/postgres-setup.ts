import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { CREATE_EMPTY_SCHEMA } from './empty-schema.ts';
import { startPostgres } from './postgres-server.ts';
import type { PostgresServer } from './postgres-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The address of the PostgreSQL server that this run's tests use. */
    postgres?: string;
  }
}

/** What is lost in a power cut is no loss here, and not waiting for the disk saves half the time. */
const FAST = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' };

/**
 * One database for all tests of a run, on the PostgreSQL of TEST_POSTGRES_URL, whose user must be allowed to
 * make databases and extensions, or on one that is started here and ends with the run.
 */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const { TEST_POSTGRES_URL } = process.env;
  const { url, remove } = TEST_POSTGRES_URL
    ? await makeDatabase(TEST_POSTGRES_URL)
    : await startPostgres(FAST);
  // The first test that needs it would add it, and it would go with its schema for all others.
  await send(url, `CREATE EXTENSION pg_trgm; ${CREATE_EMPTY_SCHEMA}`);
  project.provide('postgres', url);
  return remove;
}

/** A database that leaves nothing behind on somebody's server. */
async function makeDatabase(server: string): Promise<Pick<PostgresServer, 'url' | 'remove'>> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await send(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = name;
  return { url: url.href, remove: () => send(server, `DROP DATABASE ${name} WITH (FORCE)`) };
}

async function send(url: string, statements: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query(statements);
  await client.end();
}
