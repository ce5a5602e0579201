import { firstLine } from '../thrown.ts';
import { ServiceUnavailable } from '../http/http-error.ts';
import { StartupError } from '../startup-error.ts';
import { LONG } from './database.ts';
import type { Database, Dialect, Queries } from './database.ts';
import { isMissingTable, unusableDatabase } from './failures.ts';

/** One step of the schema. It is never edited once released; a change is a new migration. */
export interface Migration {
  /** Unique and stable, such as `users/0001-create`. */
  readonly name: string;
  /** In order; they succeed or fail together. Both databases run the same, or each its own. */
  readonly statements: readonly string[] | Readonly<Record<Dialect, readonly string[]>>;
}

/** One process migrates at a time; another waits for it. */
const SUBJECT = 'migrations';

const CREATE_TABLE = `
  CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, applied_at BIGINT NOT NULL)`;
const SELECT_NAMES = 'SELECT name FROM migrations ORDER BY name';
const INSERT_NAME = `
  INSERT INTO migrations (name, applied_at) VALUES (?, ?) ON CONFLICT (name) DO NOTHING`;

/**
 * Brings the schema up to date. Several processes may do so at once: each migration takes the
 * write lock first and is skipped where another process was quicker.
 *
 * @param migrations in the order in which they must run.
 * @returns the names of those that ran now.
 * @throws {StartupError} when one cannot run; those before it stay.
 */
export async function migrate(
  database: Database,
  migrations: readonly Migration[],
): Promise<string[]> {
  const ran: string[] = [];
  const bringUpToDate = async (): Promise<void> => {
    // Where nothing is to be done, nothing has to be written: the database may be one to read alone.
    const before = await readDone(database).catch(() => undefined);
    // In a transaction for its lock: not even CREATE TABLE IF NOT EXISTS is safe from another.
    if (before === undefined) {
      await database.transaction(SUBJECT, (queries) => queries.run(CREATE_TABLE), LONG);
    }
    const done = before ?? (await readDone(database));
    refuseNewer(done, migrations);
    for (const migration of migrations) {
      const { name } = migration;
      if (done.has(name)) continue;
      // The name is written together with what it stands for, so that a crash cannot part the two.
      const apply = async (queries: Queries): Promise<void> => {
        const { changes } = await queries.run(INSERT_NAME, name, Date.now());
        if (changes === 0) return;
        for (const statement of statementsOf(migration, database.dialect)) {
          await queries.run(statement);
        }
        ran.push(name);
      };
      await database.transaction(SUBJECT, apply, LONG);
    }
  };
  await bringUpToDate().catch(cannotMigrate);
  return ran;
}

/**
 * How far a database is, of which nothing is changed.
 *
 * @throws {StartupError} where it cannot be read, or a newer version has changed it.
 */
export async function schemaOf(
  database: Database,
  migrations: readonly Migration[],
): Promise<'none' | 'older' | 'current'> {
  try {
    const done = await readDone(database);
    refuseNewer(done, migrations);
    return migrations.every(({ name }) => done.has(name)) ? 'current' : 'older';
  } catch (error) {
    if (isMissingTable(error)) return 'none';
    return cannotMigrate(error);
  }
}

/** The names of those that a database has seen. */
async function readDone(database: Database): Promise<Set<string>> {
  const rows = await database.all<{ name: string }>(SELECT_NAMES);
  return new Set(rows.map(({ name }) => name));
}

/** What a migration does in a database of this kind. */
export function statementsOf({ statements }: Migration, dialect: Dialect): readonly string[] {
  return 'sqlite' in statements ? statements[dialect] : statements;
}

/**
 * Refuses a database that a later version has changed: this one would write what that one does not
 * expect. What a scheme has left that is not there any more, or not yet, is in nobody's way.
 *
 * @param done the names of the migrations that the database has seen.
 * @throws {StartupError} naming the first that this version does not know.
 */
export function refuseNewer(done: ReadonlySet<string>, migrations: readonly Migration[]): void {
  const known = new Set(migrations.map(({ name }) => name));
  const owners = new Set(migrations.map(({ name }) => ownerOf(name)));
  const newer = [...done].find((name) => !known.has(name) && owners.has(ownerOf(name)));
  if (newer === undefined) return;
  throw new StartupError(
    `DATABASE_URL: the database was changed by a newer version of this server (${newer}); run that version, or restore a copy from before.`,
  );
}

/** The part of a migration's name that says whose tables it changes. */
function ownerOf(name: string): string {
  return name.split('/')[0] ?? '';
}

/** A database that belongs to something else, or that is damaged, is for a person to look at. */
function cannotMigrate(error: unknown): never {
  if (error instanceof StartupError) throw error;
  let cause = error;
  while (cause instanceof Error && cause.cause !== undefined) {
    if (cause instanceof ServiceUnavailable) throw unusableDatabase(cause.cause);
    cause = cause.cause;
  }
  throw new StartupError(
    `DATABASE_URL: cannot bring the database up to date (${firstLine(cause)}); restore it from a copy or name another one.`,
  );
}
