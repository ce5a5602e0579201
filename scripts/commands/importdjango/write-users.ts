import { hash } from 'node:crypto';
import type { Database, Queries, SqlValue } from '../../../src/database/database.ts';
import { insertRows } from '../../../src/database/insert-rows.ts';
import { refuseTakenEmail } from '../../../src/users/login-fields.ts';
import { userRecords } from './existing-users.ts';
import type { OpenSource } from './source.ts';
import type { Survey } from './survey.ts';
import { readUser } from './user-row.ts';
import type { DjangoUser } from './user-row.ts';

/** What became of the users. */
export interface WrittenUsers {
  added: number;
  changed: number;
  unchanged: number;
  /** Changed there and here since they were imported; they stay as they are here. */
  readonly kept: string[];
  /** Deleted here since, and not made again. */
  deleted: number;
  /** Gone there since, and shut out here. */
  shutOut: number;
}

/** How a user was when they were imported. */
interface ImportedState {
  /** The epoch here by then: it has risen since where something was changed or ended here. */
  readonly epoch: number;
  readonly password: string;
  /** A digest of everything else. */
  readonly rest: string;
}

const COLUMNS = [
  ...['id', 'username', 'email', 'password', 'is_active', 'is_superuser', 'created_at'],
] as const;
/** A password that is still the same there may have been written anew here, at a login. */
const UPDATE = `
  UPDATE users SET username = ?, email = ?, password = COALESCE(?, password), is_superuser = ?,
    password_changed_at = COALESCE(?, password_changed_at),
    credentials_epoch = credentials_epoch + CASE WHEN is_active > ? THEN 1 ELSE ? END,
    credentials_ended_at = CASE
      WHEN is_active > ? THEN ? ELSE COALESCE(?, credentials_ended_at) END,
    is_active = ?
  WHERE id = ? AND credentials_epoch = ?
  RETURNING credentials_epoch AS epoch`;
const SELECT = 'SELECT id FROM users WHERE id = ?';
const SHUT_OUT = `
  UPDATE users SET is_active = 0, credentials_epoch = credentials_epoch + 1,
    credentials_ended_at = ?
  WHERE id = ? AND is_active = 1`;

/** The state of a user who is gone there. */
const GONE = 'gone';

/**
 * Brings users up to date with what they are in Django: those who are new, and those who have changed
 * there since the last time. All of a batch are written, or none.
 *
 * @param onProgress is told how many users are done.
 */
export async function writeUsers(
  source: OpenSource,
  database: Database,
  survey: Survey,
  now: number,
  onProgress: (rows: number) => void,
): Promise<WrittenUsers> {
  const written = { added: 0, changed: 0, unchanged: 0, kept: [], deleted: 0, shutOut: 0 };
  let done = 0;
  for await (const rows of source.read(survey.model)) {
    const users = rows
      .map((row) => readUser(row, survey.nameField))
      .filter((user) => typeof user !== 'string')
      .map((user) => ({ ...user, username: survey.names.storedName(user) }));
    const counts = await database
      .transaction('import', (queries) => writeBatch(queries, users, now))
      .catch(refuseTakenEmail);
    addCounts(written, counts);
    onProgress((done += rows.length));
  }
  for await (const ids of userRecords.ids(database)) {
    const gone = ids.filter((id) => !survey.ids.has(Number(id)));
    if (gone.length === 0) continue;
    written.shutOut += await database.transaction('import', (queries) =>
      shutOut(queries, gone, now),
    );
  }
  return written;
}

function addCounts(sum: WrittenUsers, counts: WrittenUsers): void {
  sum.added += counts.added;
  sum.changed += counts.changed;
  sum.unchanged += counts.unchanged;
  sum.deleted += counts.deleted;
  sum.kept.push(...counts.kept);
}

async function writeBatch(
  queries: Queries,
  users: readonly DjangoUser[],
  now: number,
): Promise<WrittenUsers> {
  const counts: WrittenUsers = {
    added: 0,
    changed: 0,
    unchanged: 0,
    kept: [],
    deleted: 0,
    shutOut: 0,
  };
  const records = await userRecords.find(
    queries,
    users.map(({ id }) => String(id)),
  );
  const states = new Map<string, string>();
  const rows: SqlValue[][] = [];
  for (const user of users) {
    const record = records.get(String(user.id));
    if (record === undefined) {
      const { id, username, email, password, isActive, isSuperuser, createdAt = now } = user;
      rows.push([id, username, email, password, +isActive, +isSuperuser, createdAt]);
      states.set(String(id), stateOf(user, 0));
      continue;
    }
    const before = parseState(record);
    if (record === stateOf(user, before.epoch)) {
      counts.unchanged++;
      continue;
    }
    const epoch = await updateUser(queries, user, before, now);
    if (epoch !== undefined) {
      states.set(String(user.id), stateOf(user, epoch));
      counts.changed++;
    } else if ((await queries.get(SELECT, user.id)) === undefined) counts.deleted++;
    else counts.kept.push(user.username);
  }
  counts.added = await insertRows(queries, 'users', COLUMNS, rows);
  await userRecords.write(queries, states);
  return counts;
}

/** @returns the user's epoch now; undefined when they have changed here, too. */
async function updateUser(
  queries: Queries,
  user: DjangoUser,
  before: ImportedState,
  now: number,
): Promise<number | undefined> {
  const isNewPassword = digest(user.password) !== before.password;
  const changedAt = isNewPassword ? now : null;
  const row = await queries.get<{ epoch: number }>(
    UPDATE,
    user.username,
    user.email,
    isNewPassword ? user.password : null,
    +user.isSuperuser,
    changedAt,
    +user.isActive,
    +isNewPassword,
    +user.isActive,
    now,
    changedAt,
    +user.isActive,
    user.id,
    before.epoch,
  );
  return row?.epoch;
}

async function shutOut(queries: Queries, ids: readonly string[], now: number): Promise<number> {
  const records = await userRecords.find(queries, ids);
  let count = 0;
  for (const id of ids) {
    if (records.get(id) !== GONE) count += (await queries.run(SHUT_OUT, now, Number(id))).changes;
  }
  await userRecords.write(queries, new Map(ids.map((id) => [id, GONE])));
  return count;
}

function stateOf(user: DjangoUser, epoch: number): string {
  const { username, email, password, isActive, isSuperuser } = user;
  const rest = digest(JSON.stringify([username, email, isActive, isSuperuser]));
  return `${epoch} ${digest(password)} ${rest}`;
}

/** Of who was gone there the epoch is none that anybody has. */
function parseState(state: string): ImportedState {
  const [epoch = '', password = '', rest = ''] = state === GONE ? ['-1'] : state.split(' ');
  return { epoch: Number(epoch), password, rest };
}

/** It tells whether something is the same, and nothing else. */
function digest(text: string): string {
  return hash('sha256', text).slice(0, 32);
}
