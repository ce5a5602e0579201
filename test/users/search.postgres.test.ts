import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { expect, inject, it, onTestFinished } from 'vitest';
import { migrate } from '../../src/database/migrate.ts';
import { openDatabase } from '../../src/database/open.ts';
import { migrations } from '../../src/server/migrations.ts';
import { UserListing } from '../../src/users/listing.ts';
import { freshPostgres } from '../support/fresh-postgres.ts';
import { addManyUsers } from '../support/many-users.ts';

const SERVER = inject('postgres') ?? '';

interface Outcome {
  readonly extension: string | undefined;
  readonly index: string | undefined;
  readonly found: readonly string[];
}

/** What a migrated database has for searches, and what one finds. */
async function outcomeIn(url: URL): Promise<Outcome> {
  const database = openDatabase(url.href);
  onTestFinished(() => database.close());
  expect(await migrate(database, migrations)).toContain('users/0003-search');
  await addManyUsers(database, 200);
  const extension = await database.get<{ nspname: string }>(
    `SELECT nspname FROM pg_extension JOIN pg_namespace ON pg_namespace.oid = extnamespace
    WHERE extname = 'pg_trgm'`,
  );
  const index = await database.get<{ indexdef: string }>(
    `SELECT indexdef FROM pg_indexes WHERE indexname = 'users_search'`,
  );
  const found = await new UserListing(database, Date.now).find('SER17');
  const names = (await found.skip(0, 20)).map(({ username }) => username);
  return { extension: extension?.nspname, index: index?.indexdef, found: names };
}

/** A database as its operator leaves it. */
async function prepare(...statements: string[]): Promise<URL> {
  const url = await freshPostgres(SERVER);
  await execute(url, statements);
  return new URL(url);
}

/** The same for a user who owns one schema in it, and may add nothing else. */
async function prepareForGuest(...statements: string[]): Promise<URL> {
  const role = `guest_${randomBytes(8).toString('hex')}`;
  onTestFinished(() => execute(SERVER, [`DROP ROLE ${role}`]));
  const url = await prepare(
    ...statements,
    `CREATE ROLE ${role} LOGIN PASSWORD 'toor'`,
    `CREATE SCHEMA own AUTHORIZATION ${role}`,
    `ALTER ROLE ${role} SET search_path = own`,
  );
  url.username = role;
  url.password = 'toor';
  return url;
}

async function execute(url: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

const FOUND = ['user17', ...Array.from({ length: 10 }, (_, index) => `user${170 + index}`)];

it('a search has an index where pg_trgm can be added', async () => {
  const outcome = await outcomeIn(await prepare());
  expect(outcome).toMatchObject({ extension: 'public', found: FOUND });
  expect(outcome.index).toContain('gin_trgm_ops');
});

it('a search has an index where pg_trgm is in a schema of its own', async () => {
  const url = await prepare('CREATE SCHEMA theirs', 'CREATE EXTENSION pg_trgm SCHEMA theirs');
  const outcome = await outcomeIn(url);
  expect(outcome).toMatchObject({ extension: 'theirs', found: FOUND });
  expect(outcome.index).toContain('theirs.gin_trgm_ops');
});

it('a search does without where pg_trgm may not be added', async () => {
  const outcome = await outcomeIn(await prepareForGuest());
  expect(outcome).toEqual({ extension: undefined, index: undefined, found: FOUND });
});

it('a search does without where pg_trgm is there and may not be used', async () => {
  const url = await prepareForGuest(
    'CREATE SCHEMA theirs',
    'CREATE EXTENSION pg_trgm SCHEMA theirs',
  );
  expect(await outcomeIn(url)).toEqual({ extension: 'theirs', index: undefined, found: FOUND });
});
