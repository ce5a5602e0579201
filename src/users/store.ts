import type { Clock } from '../clock.ts';
import type { Database } from '../database/database.ts';
import { requirePassword } from './authority.ts';
import type { Authority } from './authority.ts';
import { normalizeEmail } from './email.ts';
import { attemptNames, HAS_EMAIL, refuseTakenEmail } from './login-fields.ts';
import type { AttemptNames, LoginField } from './login-fields.ts';
import { toUser, USER_COLUMNS } from './user.ts';
import type { User, UserRow } from './user.ts';
import { normalizeUsername } from './username.ts';

const RETURNING_USER = `RETURNING ${USER_COLUMNS}`;
const SELECT_BY_ID = `SELECT ${USER_COLUMNS} FROM users WHERE id = ?`;
const SELECT_BY_USERNAME = `SELECT ${USER_COLUMNS} FROM users WHERE username = ?`;
const SELECT_WITH_PASSWORD = `SELECT ${USER_COLUMNS}, users.password FROM users`;
const SELECT_EMAIL_OWNER = `SELECT id FROM users WHERE ${HAS_EMAIL}`;
/** Field → who has it, and its form in which they are looked up. */
const LOGINS = {
  username: { condition: 'username = ?', normalize: normalizeUsername },
  email: { condition: HAS_EMAIL, normalize: normalizeEmail },
};
/** A user by what was typed, looked for in each field. */
const selectByLogin = (fields: readonly LoginField[]): string => {
  const [field = 'username', ...others] = fields;
  if (others.length === 0) return `${SELECT_WITH_PASSWORD} WHERE ${LOGINS[field].condition}`;
  const selects = fields.map(
    (name, rank) => `SELECT id, ${rank} AS place FROM users WHERE ${LOGINS[name].condition}`,
  );
  return `
    ${SELECT_WITH_PASSWORD} JOIN (${selects.join(' UNION ALL ')}) AS found ON found.id = users.id
    ORDER BY found.place LIMIT 1`;
};
const INSERT = `
  INSERT INTO users (username, email, password, is_active, is_superuser, created_at)
  VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT (username) DO NOTHING
  ${RETURNING_USER}`;
const SELECT_ENCODED_PASSWORD = 'SELECT password FROM users WHERE id = ?';
const UPDATE_PASSWORD = `
  UPDATE users SET password = ?, password_changed_at = ?,
    credentials_epoch = credentials_epoch + 1, credentials_ended_at = ?
  WHERE id = ?
  ${RETURNING_USER}`;
const END_CREDENTIALS = `
  UPDATE users SET credentials_epoch = credentials_epoch + 1, credentials_ended_at = ? WHERE id = ?
  ${RETURNING_USER}`;
const UPGRADE_PASSWORD = 'UPDATE users SET password = ? WHERE id = ? AND password = ?';
const SELECT_ANY = 'SELECT id FROM users LIMIT 1';

/** A user about to be stored. */
export interface NewUser {
  readonly username: string;
  readonly email: string;
  /** The encoded password, never the password. */
  readonly encodedPassword: string;
  readonly isActive?: boolean;
  readonly isSuperuser?: boolean;
}

/** Who a password is said to belong to: what was typed at a login, or a user who is known already. */
export type LoginName = string | User;

/** The users in the database. Usernames are normalised on the way in. */
export class UserStore {
  readonly #database: Database;
  readonly #clock: Clock;
  /** What users log in with. */
  readonly loginFields: readonly LoginField[];
  readonly #selectByLogin: string;

  /** @param loginFields in order: where what is typed is in fields of two users, the first field decides. */
  constructor(database: Database, clock: Clock, loginFields: readonly LoginField[] = ['username']) {
    this.#database = database;
    this.#clock = clock;
    this.loginFields = loginFields;
    this.#selectByLogin = selectByLogin(loginFields);
  }

  async findById(id: number): Promise<User | undefined> {
    const row = await this.#database.get<UserRow>(SELECT_BY_ID, id);
    return row && toUser(row);
  }

  async findByUsername(username: string): Promise<User | undefined> {
    const row = await this.#database.get<UserRow>(SELECT_BY_USERNAME, normalizeUsername(username));
    return row && toUser(row);
  }

  /**
   * The user together with the encoded password, for checking one against the other. It is one
   * statement whatever there is, so that its time does not tell a name from an e-mail address.
   */
  async findWithPassword(
    login: LoginName,
  ): Promise<{ user: User; encodedPassword: string } | undefined> {
    type Row = UserRow & { password: string };
    const row =
      typeof login === 'string'
        ? await this.#database.find<Row>(
            this.#selectByLogin,
            ...this.loginFields.map((field) => LOGINS[field].normalize(login)),
          )
        : await this.#database.find<Row>(`${SELECT_WITH_PASSWORD} WHERE id = ?`, login.id);
    return row && { user: toUser(row), encodedPassword: row.password };
  }

  /** The user who logs in like this. */
  async findByLogin(login: LoginName): Promise<User | undefined> {
    return (await this.findWithPassword(login))?.user;
  }

  /** The names under which attempts to log in are counted. */
  async attemptNames(login: LoginName): Promise<AttemptNames> {
    const typed = typeof login === 'string' ? normalizeUsername(login) : login.username;
    const found = this.loginFields.includes('email') ? await this.findByLogin(login) : undefined;
    return attemptNames(typed, found, this.loginFields);
  }

  /** Whether somebody logs in with an e-mail address. */
  async isEmailTaken(email: string): Promise<boolean> {
    if (!this.loginFields.includes('email')) return false;
    return (await this.#database.get(SELECT_EMAIL_OWNER, normalizeEmail(email))) !== undefined;
  }

  /** The encoded password of a user; undefined when there is none. */
  async findEncodedPassword(id: number): Promise<string | undefined> {
    const row = await this.#database.get<{ password: string }>(SELECT_ENCODED_PASSWORD, id);
    return row?.password;
  }

  /**
   * Stores a new user.
   *
   * @returns the stored user, or undefined when the name is taken.
   * @throws {EmailTaken} when somebody else logs in with the e-mail address.
   */
  create(user: NewUser, authority: Authority): Promise<User | undefined> {
    const username = normalizeUsername(user.username);
    const stored = this.#database.transaction(`username ${username}`, async (queries) => {
      await authority.hold(queries);
      requirePassword(authority);
      const row = await queries.get<UserRow>(
        INSERT,
        username,
        user.email,
        user.encodedPassword,
        Number(user.isActive ?? true),
        Number(user.isSuperuser ?? false),
        this.#clock(),
      );
      return row && toUser(row);
    });
    return stored.catch(refuseTakenEmail);
  }

  /**
   * Stores a new password and, by raising the epoch, ends everything issued under the old one.
   *
   * @returns the user as they are now; undefined when there is none.
   */
  changePassword(
    id: number,
    encodedPassword: string,
    authority: Authority,
  ): Promise<User | undefined> {
    return this.#database.transaction(subjectOf(id), async (queries) => {
      await authority.hold(queries);
      requirePassword(authority);
      const now = this.#clock();
      const row = await queries.get<UserRow>(UPDATE_PASSWORD, encodedPassword, now, now, id);
      return row && toUser(row);
    });
  }

  /**
   * Ends everything issued to a user. The password stays.
   *
   * @returns the user as they are now; undefined when there is none.
   */
  endCredentials(id: number, authority: Authority): Promise<User | undefined> {
    return this.#database.transaction(subjectOf(id), async (queries) => {
      await authority.hold(queries);
      const row = await queries.get<UserRow>(END_CREDENTIALS, this.#clock(), id);
      return row && toUser(row);
    });
  }

  /** Replaces the encoding of an unchanged password, unless it was changed in the meantime. */
  async upgradePassword(id: number, from: string, to: string): Promise<void> {
    await this.#database.run(UPGRADE_PASSWORD, to, id, from);
  }

  /** Whether there is no user at all. */
  async isEmpty(): Promise<boolean> {
    return (await this.#database.get(SELECT_ANY)) === undefined;
  }
}

/**
 * The subject of a transaction that asks for, or changes, what a user has. It is one for all, because
 * all of them lock the user's row: under several, one user's would hold several connections.
 */
export function subjectOf(id: number): string {
  return `user ${id}`;
}
