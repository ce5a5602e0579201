import type { Clock } from '../clock.ts';
import type { Database, Queries, SqlValue } from '../database/database.ts';
import { HttpError } from '../http/http-error.ts';
import { requirePassword } from './authority.ts';
import type { Authority } from './authority.ts';
import { LISTED_COLUMNS, toListedUser } from './user.ts';
import type { ListedUser, ListedUserRow } from './user.ts';
import { refuseTakenEmail } from './login-fields.ts';

const SELECT = `SELECT ${LISTED_COLUMNS} FROM users WHERE id = ?`;
/** A user who is shut out loses all that was issued to them: being let in again must not revive it. */
const UPDATE = `
  UPDATE users SET
    email = COALESCE(?, email),
    is_active = COALESCE(?, is_active),
    is_superuser = COALESCE(?, is_superuser),
    password = COALESCE(?, password),
    password_changed_at = COALESCE(?, password_changed_at),
    credentials_epoch = credentials_epoch + CASE WHEN is_active > COALESCE(?, is_active) THEN 1 ELSE ? END,
    credentials_ended_at = CASE
      WHEN is_active > COALESCE(?, is_active) THEN ? ELSE COALESCE(?, credentials_ended_at) END
  WHERE id = ?`;
const DELETE = 'DELETE FROM users WHERE id = ?';
const SELECT_SUPERUSER = 'SELECT id FROM users WHERE is_superuser = 1 AND is_active = 1 LIMIT 1';

/** Changes of users take turns. */
const SUBJECT = 'superusers';

/** What is to become of a user; what is undefined stays. */
export interface UserChange {
  readonly email?: string | undefined;
  readonly isActive?: boolean | undefined;
  readonly isSuperuser?: boolean | undefined;
  /** Ends everything issued under the one before. */
  readonly encodedPassword?: string | undefined;
}

/** All users, as administrators find, change and delete them. */
export class UserDirectory {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  async find(id: number): Promise<ListedUser | undefined> {
    const row = await this.#database.get<ListedUserRow>(SELECT, id);
    return row && toListedUser(row);
  }

  /**
   * Changes a user. Such changes are made one after the other, so that of two superusers who shut
   * each other out one is left.
   *
   * @param mayEndAll whether it may shut out the last superuser.
   * @returns the user before and after; undefined when there is none.
   * @throws {ValidationError} 400 without the password of the superuser who lets somebody in by it.
   * @throws {EmailTaken} when somebody else logs in with the e-mail address.
   * @throws {LastSuperuser} when nobody would be left who can undo it.
   */
  change(
    id: number,
    change: UserChange,
    authority: Authority,
    mayEndAll = false,
  ): Promise<{ before: ListedUser; after: ListedUser } | undefined> {
    const { email, isActive, isSuperuser, encodedPassword } = change;
    const active = isActive === undefined ? null : Number(isActive);
    const now = this.#clock();
    const changedAt = encodedPassword === undefined ? null : now;
    const values: SqlValue[] = [
      email ?? null,
      active,
      isSuperuser === undefined ? null : Number(isSuperuser),
      encodedPassword ?? null,
      changedAt,
      active,
      Number(encodedPassword !== undefined),
      active,
      now,
      changedAt,
    ];
    const changed = this.#database.transaction(SUBJECT, async (queries) => {
      await authority.hold(queries);
      const before = await queries.get<ListedUserRow>(SELECT, id);
      await queries.run(UPDATE, ...values, id);
      const after = await queries.get<ListedUserRow>(SELECT, id);
      if (before === undefined || after === undefined) return undefined;
      if (encodedPassword !== undefined || letsIn(before, after)) requirePassword(authority);
      if (isAdministrator(before) && !mayEndAll) await requireSuperuser(queries);
      return { before: toListedUser(before), after: toListedUser(after) };
    });
    return changed.catch(refuseTakenEmail);
  }

  /**
   * Deletes a user and, through the foreign keys, all that was issued to them.
   *
   * @param mayEndAll whether it may be the last superuser.
   * @returns who it was; undefined when there is none.
   * @throws {LastSuperuser} when nobody would be left who can make users.
   */
  delete(id: number, authority: Authority, mayEndAll = false): Promise<ListedUser | undefined> {
    return this.#database.transaction(SUBJECT, async (queries) => {
      await authority.hold(queries);
      const user = await queries.get<ListedUserRow>(SELECT, id);
      if (user === undefined) return undefined;
      await queries.run(DELETE, id);
      if (isAdministrator(user) && !mayEndAll) await requireSuperuser(queries);
      return toListedUser(user);
    });
  }
}

/** Whether somebody can do after a change what nobody could do with their credentials before. */
function letsIn(before: ListedUserRow, after: ListedUserRow): boolean {
  return after.is_active > before.is_active || (isAdministrator(after) && !isAdministrator(before));
}

async function requireSuperuser(queries: Queries): Promise<void> {
  if ((await queries.get(SELECT_SUPERUSER)) === undefined) throw new LastSuperuser();
}

/** 409: the one who is left must stay, or nobody could let anybody in any more. */
export class LastSuperuser extends HttpError {
  constructor() {
    super(409, 'This is the last active superuser. Make somebody else one first.');
  }
}

function isAdministrator({ is_active, is_superuser }: ListedUserRow): boolean {
  return is_active === 1 && is_superuser === 1;
}
