import { openConnection } from '../src/database/sqlite/driver.ts';
import type { Connection } from '../src/database/sqlite/driver.ts';
import { schemeDefinitions } from '../src/auth/schemes.ts';
import { openWatched } from './database.ts';
import { WriteLockWatch } from './write-lock.ts';

/** Later than any credentials live. */
const MUCH_LATER = 400 * 86_400_000;

/** How many events there are for each user; one user has a tenth of all. */
const EVENTS = 10;

/** What the columns of a user are, beside those that are the same for all. */
const OWN_VALUES: Readonly<Record<string, string>> = {
  username: "'user' || i",
  email: "'user' || i || '@example.com'",
};

/**
 * Makes a database large: as many users as asked for, each with a copy of everything that has been
 * issued to anybody, and ten times as many events. Whatever must be unique in a copy becomes random. It
 * knows no table by name but the users' and the events'; those that refer to users belong to the schemes.
 *
 * @param file of the database.
 * @param count how many users there are to be.
 */
export function enlarge(file: string, count: number): void {
  const connection = openConnection(file, { timeout: 60_000 });
  connection.pragma('synchronous = OFF');
  const users = columnsOf(connection, 'users').filter(({ name }) => name !== 'id');
  const names = users.map(({ name }) => name).join(', ');
  const values = users.map(({ name }) => OWN_VALUES[name] ?? name).join(', ');
  connection
    .prepare(
      `WITH RECURSIVE number (i) AS (
        SELECT MAX(id) + 1 FROM users UNION ALL SELECT i + 1 FROM number WHERE i < ?)
      INSERT INTO users (${names}) SELECT ${values} FROM number, (SELECT * FROM users WHERE id = 1)`,
    )
    .run(count);
  for (const table of tablesOfUsers(connection)) multiplyTable(connection, table);
  multiplyEvents(connection, count);
  connection.close();
}

function multiplyTable(connection: Connection, table: string): void {
  const columns = columnsOf(connection, table).filter(({ isRowId }) => !isRowId);
  const names = columns.map(({ name }) => name).join(', ');
  const values = columns.map(({ name, isUnique }) => {
    if (name === 'user_id') return 'users.id';
    return isUnique ? 'lower(hex(randomblob(32)))' : `template.${name}`;
  });
  connection.exec(`
    INSERT INTO ${table} (${names})
    SELECT ${values.join(', ')} FROM users, (SELECT * FROM ${table} LIMIT 1) AS template
    WHERE users.id <> template.user_id`);
}

/** Copies the first event that is anybody's: a tenth of all for them, and the others for each user. */
function multiplyEvents(connection: Connection, count: number): void {
  const columns = columnsOf(connection, 'events').filter(({ isRowId }) => !isRowId);
  const names = columns.map(({ name }) => name);
  const theirs: Readonly<Record<string, string>> = {
    user_id: 'users.id',
    username: 'users.username',
  };
  const copies = `
    WITH RECURSIVE number (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM number WHERE i < ?)
    INSERT INTO events (${names.join(', ')})`;
  const template =
    '(SELECT * FROM events WHERE user_id IS NOT NULL ORDER BY id LIMIT 1) AS template';
  const select = (values: readonly string[], from: string): string =>
    `${copies} SELECT ${values.join(', ')} FROM number, ${from}${template}`;
  const own = names.map((name) => `template.${name}`);
  connection.prepare(select(own, '')).run(count);
  const others = names.map((name) => theirs[name] ?? `template.${name}`);
  connection.prepare(select(others, 'users, ')).run(EVENTS - 1);
}

/** The tables whose rows belong to a user. */
function tablesOfUsers(connection: Connection): string[] {
  return connection
    .prepare<[], { name: string }>(
      `SELECT name FROM sqlite_schema WHERE type = 'table' AND EXISTS (
        SELECT 1 FROM pragma_foreign_key_list(sqlite_schema.name)
        WHERE "table" = 'users' AND "from" = 'user_id')`,
    )
    .all()
    .map(({ name }) => name);
}

interface Column {
  readonly name: string;
  readonly isUnique: boolean;
  /** It numbers the rows by itself. */
  readonly isRowId: boolean;
}

function columnsOf(connection: Connection, table: string): Column[] {
  return connection
    .prepare<[string, string], { name: string; type: string; pk: number; isUnique: number }>(
      `SELECT name, type, pk, EXISTS (
        SELECT 1 FROM pragma_index_list(?) AS list, pragma_index_info(list.name) AS info
        WHERE list."unique" AND info.name = columns.name) AS isUnique
      FROM pragma_table_info(?) AS columns`,
    )
    .all(table, table)
    .map(({ name, type, pk, isUnique }) => ({
      name,
      isUnique: isUnique === 1,
      isRowId: type === 'INTEGER' && pk === 1,
    }));
}

/** How a scheme forgets what has expired. */
export interface Deletion {
  readonly name: string;
  /** How many were forgotten. */
  readonly count: number;
  /** Milliseconds for all of them. */
  readonly total: number;
  /** Milliseconds for which another writer had to wait at most. */
  readonly longest: number;
}

/**
 * Lets everything expire, and forgets it as housekeeping does.
 *
 * @param file of the database that the settings name.
 */
export async function measureDeletions(
  settings: Readonly<Record<string, string>>,
  file: string,
): Promise<Deletion[]> {
  const deletions: Deletion[] = [];
  for (const { name, deleteExpired } of schemeDefinitions) {
    if (deleteExpired === undefined) continue;
    const { services, watched } = openWatched(settings, () => Date.now() + MUCH_LATER);
    const watch = await WriteLockWatch.start(file);
    const start = performance.now();
    const count = await deleteExpired(services);
    const total = performance.now() - start;
    deletions.push({ name, count, total, longest: await watch.stop() });
    await watched.close();
  }
  return deletions;
}
