import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Writable } from 'node:stream';
import { openSchemes, prepareSchemes } from '../../../src/auth/open-schemes.ts';
import { aroundStatements } from '../../../src/database/around.ts';
import type { Database } from '../../../src/database/database.ts';
import { forOperator } from '../../../src/database/failures.ts';
import { schemaOf } from '../../../src/database/migrate.ts';
import { isInStateFolder, openDatabase } from '../../../src/database/open.ts';
import { requirePlace, sqliteFileOf } from '../../../src/database/sqlite/database-file.ts';
import { refuseDamage } from '../../../src/database/sqlite/integrity.ts';
import { ServiceUnavailable } from '../../../src/http/http-error.ts';
import type { Config } from '../../../src/server/config.ts';
import { createLog } from '../../../src/server/log.ts';
import { migrations } from '../../../src/server/migrations.ts';
import { createServices } from '../../../src/server/services.ts';
import { requireStateFolder } from '../../../src/setting/state-folder.ts';
import { refuseSharedEmails } from '../../../src/users/login-fields.ts';
import { tooManyConnections } from './connections.ts';

const OLDER =
  'DATABASE_URL: the database is of an older version, which a start changes first; run npm run manage -- migrate, and ask again what else there is.';

/**
 * Goes the way of a start, as far as it leads without a write; but SQLite's files are opened as a server opens them,
 * with a write-ahead log.
 *
 * @returns what may be a mistake, a line each.
 * @throws {StartupError} where a server would not start with it.
 */
export async function examineDatabase(config: Config): Promise<readonly string[]> {
  const { DATABASE_URL, LOGIN_FIELDS } = config;
  if (isMissingFile(config)) return [];
  const database = openDatabase(DATABASE_URL);
  try {
    if (database.dialect === 'sqlite') await refuseDamage(database);
    const warnings: string[] = [];
    const schema = await schemaOf(database, migrations);
    if (schema === 'older') warnings.push(OLDER);
    // In a new one there is nothing that could be in the way.
    if (schema === 'current') {
      if (LOGIN_FIELDS.includes('email')) await refuseSharedEmails(database);
      const log = createLog('warn', intoLines(warnings));
      const environment = { config, log, database: readOnly(database), clock: Date.now };
      await prepareSchemes(openSchemes(createServices(environment), config));
    }
    return [...warnings, ...(await tooManyConnections(database, config))];
  } catch (error) {
    throw forOperator(error);
  } finally {
    await database.close();
  }
}

/**
 * Whether it is a SQLite file that a start would make.
 *
 * @throws {StartupError} where it could not, for there is no place for it; a start makes the folder of the state.
 */
function isMissingFile(config: Config): boolean {
  const { DATABASE_URL, STATE_FOLDER } = config;
  const file = sqliteFileOf(DATABASE_URL);
  if (file === undefined) return false;
  const isInState = isInStateFolder(config);
  if (isInState) requireStateFolder(STATE_FOLDER);
  const isMade = isInState && dirname(resolve(file)) === resolve(STATE_FOLDER);
  if (!isMade || existsSync(STATE_FOLDER)) requirePlace(file);
  return !existsSync(file);
}

/** A database as a standby is: what a start does without being able to write, it does here as well. */
function readOnly(database: Database): Database {
  const refuse = (): Promise<never> =>
    Promise.reject(new ServiceUnavailable('This command writes nothing.', 0));
  const reads = aroundStatements(database, (statement) => statement());
  return {
    ...reads,
    unsynced: { ...reads.unsynced, run: refuse },
    run: refuse,
    transaction: refuse,
  };
}

/** Takes the messages out of a log. */
function intoLines(lines: string[]): Writable {
  return new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      const { msg } = JSON.parse(chunk.toString()) as { msg: string };
      lines.push(msg);
      done();
    },
  });
}
