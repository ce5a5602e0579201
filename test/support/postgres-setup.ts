import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { startPostgres } from './postgres-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The address of the PostgreSQL server that this run's tests use. */
    postgres?: string;
  }
}

/** What is lost in a power cut is no loss here, and not waiting for the disk saves half the time. */
const FAST = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' };

/**
 * One PostgreSQL for all tests of a run: that of TEST_POSTGRES_URL, whose user must be allowed to
 * make databases and extensions, or one that is started here and ends with the run.
 */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const { TEST_POSTGRES_URL } = process.env;
  if (TEST_POSTGRES_URL) {
    await addExtension(TEST_POSTGRES_URL);
    project.provide('postgres', TEST_POSTGRES_URL);
    return () => Promise.resolve();
  }
  const { url, remove } = await startPostgres(FAST);
  await addExtension(url);
  project.provide('postgres', url);
  return remove;
}

/** Each test has a schema, and ends with it: what the first of them adds would go for all others, too. */
async function addExtension(url: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query('CREATE EXTENSION IF NOT EXISTS pg_trgm');
  await client.end();
}
