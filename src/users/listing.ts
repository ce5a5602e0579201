import type { Clock } from '../clock.ts';
import type { Database, Queries, SqlValue } from '../database/database.ts';
import { LISTED_COLUMNS, toListedUser } from './user.ts';
import type { ListedUser, ListedUserRow } from './user.ts';
import { searchFor } from './search.ts';

/** Up to how many users are counted, and sorted by name, at each request. */
export const MOST_COUNTED = 10_000;

/** For how long it is remembered how many users there are, where there are more: milliseconds. */
const MEMORY = 60_000;

const COUNT = 'SELECT COUNT(*) AS count FROM users';
const ALL = 'users WHERE TRUE';
/** The ids come from the names' index alone, so that far pages need not read all rows before them. */
const SKIP_ALL = `
  SELECT ${LISTED_COLUMNS} FROM users
  WHERE id IN (SELECT id FROM users ORDER BY username LIMIT ? OFFSET ?) ORDER BY username`;

/** Where a user is in a list: their name where it is ordered by that, else their id. */
export type Position = string | number;

/** A list of users, in the statements that read it. */
interface Order {
  /** To which conditions can be added. */
  readonly select: string;
  readonly values: readonly SqlValue[];
  readonly by: 'username' | 'id';
  readonly column: string;
  /** Passes some over. */
  readonly skip: string;
}

function orderBy(
  by: Order['by'],
  select: string,
  values: readonly SqlValue[] = [],
  column: string = by,
): Order {
  return { by, select, values, column, skip: `${select} ORDER BY ${column} LIMIT ? OFFSET ?` };
}

/** All users, or those whom a search has found, in an order in which all pages cost the same. */
export class FoundUsers {
  /** How many; {@link MOST_COUNTED} where there are {@link hasMore}. */
  readonly count: number;
  readonly hasMore: boolean;
  readonly #queries: Queries;
  readonly #order: Order;

  constructor(queries: Queries, order: Order, count: number, hasMore = false) {
    this.#queries = queries;
    this.#order = order;
    this.count = count;
    this.hasMore = hasMore;
  }

  positionOf(user: ListedUser): Position {
    return this.#order.by === 'id' ? user.id : user.username;
  }

  /** Whether it is one of this list's; not where it was ordered otherwise when the position was told. */
  isPosition(position: Position): boolean {
    return typeof position === (this.#order.by === 'id' ? 'number' : 'string');
  }

  /** Those who come next. */
  after(position: Position, limit: number): Promise<ListedUser[]> {
    const { select, column } = this.#order;
    const sql = `${select} AND ${column} > ${this.#mark} ORDER BY ${column} LIMIT ?`;
    return this.#read(sql, position, limit);
  }

  /** Those who come before, up to there. */
  async before(position: Position, limit: number): Promise<ListedUser[]> {
    const { select, column } = this.#order;
    const sql = `${select} AND ${column} < ${this.#mark} ORDER BY ${column} DESC LIMIT ?`;
    return (await this.#read(sql, position, limit)).reverse();
  }

  /** Those who come after so many; these are passed over one by one. */
  skip(offset: number, limit: number): Promise<ListedUser[]> {
    return this.#read(this.#order.skip, limit, offset);
  }

  /** SQLite's index goes straight to an id only where it is an integer; JavaScript's numbers are not. */
  get #mark(): string {
    return this.#order.by === 'id' ? 'CAST(? AS BIGINT)' : '?';
  }

  async #read(sql: string, ...values: SqlValue[]): Promise<ListedUser[]> {
    const rows = await this.#queries.all<ListedUserRow>(sql, ...this.#order.values, ...values);
    return rows.map(toListedUser);
  }
}

export class UserListing {
  readonly #database: Database;
  readonly #clock: Clock;
  #known = { count: 0, until: 0 };

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /**
   * The users of whom a name or an e-mail address contains a text; see {@link searchFor}. They are
   * ordered by name, or, where the search has found more than {@link MOST_COUNTED}, by id, for that is
   * how an index gives them.
   *
   * @param search blank for all users.
   */
  async find(search: string): Promise<FoundUsers> {
    const database = this.#database;
    if (search === '') {
      const order = orderBy('username', `SELECT ${LISTED_COLUMNS} FROM ${ALL}`);
      return new FoundUsers(database, { ...order, skip: SKIP_ALL }, await this.#countAll());
    }
    const { from, values, id } = searchFor(search, database.dialect);
    const count = await this.#countUpTo(from, values);
    const select = `SELECT ${LISTED_COLUMNS} FROM ${from}`;
    if (count > MOST_COUNTED) {
      return new FoundUsers(database, orderBy('id', select, values, id), MOST_COUNTED, true);
    }
    // In PostgreSQL, too, the search comes first: it would go through all names, for these are in order.
    const found = `WITH found AS MATERIALIZED (${select}) SELECT * FROM found WHERE TRUE`;
    return new FoundUsers(database, orderBy('username', found, values), count);
  }

  /** Reading through the index of a million names at each request would be most of its work. */
  async #countAll(): Promise<number> {
    const few = await this.#countUpTo(ALL);
    if (few <= MOST_COUNTED) return few;
    const now = this.#clock();
    if (now >= this.#known.until) {
      const row = await this.#database.get<{ count: number }>(COUNT);
      this.#known = { count: row?.count ?? 0, until: now + MEMORY };
    }
    return this.#known.count;
  }

  /** One more than {@link MOST_COUNTED} where there are more. */
  async #countUpTo(from: string, values: readonly SqlValue[] = []): Promise<number> {
    const row = await this.#database.get<{ count: number }>(
      `SELECT COUNT(*) AS count FROM (SELECT 1 FROM ${from} LIMIT ${MOST_COUNTED + 1}) AS counted`,
      ...values,
    );
    return row?.count ?? 0;
  }
}
