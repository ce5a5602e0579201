import type { Clock } from '../../clock.ts';
import type { Database, Queries } from '../../database/database.ts';
import { idOf, toUser, USER_COLUMNS } from '../../users/user.ts';
import type { User, UserRow } from '../../users/user.ts';
import type { Claims } from './claims.ts';
import { invalid } from './compact.ts';

const DROPPED_KEY = 'SELECT id FROM jwt_keys WHERE id = ? AND expires_at <= ?';
const SELECT = `
  SELECT ${USER_COLUMNS}, (SELECT expires_at FROM jwt_keys WHERE id = ?) AS key_expires_at
  FROM users WHERE users.id = ?`;

/** The users that tokens name. */
export class TokenUsers {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /**
   * The user of a genuine token, active or not; undefined when there is none. The same statement asks
   * whether the token's key still counts, so that a stolen key is worth nothing the moment that it is
   * dropped, in every process.
   *
   * @throws {InvalidToken} when it does not.
   */
  async find(claims: Claims): Promise<User | undefined> {
    const id = idOf(claims.user_id);
    if (id === undefined) return undefined;
    type Row = UserRow & { key_expires_at: number | null };
    const row = await this.#database.find<Row>(SELECT, claims.keyId, id);
    if (row === undefined) return undefined;
    if ((row.key_expires_at ?? Infinity) <= this.#clock()) throw invalid();
    return toUser(row);
  }

  /** Whether the key of a token still counts, asked in a transaction. */
  async isKeyLive(queries: Queries, { keyId }: Claims): Promise<boolean> {
    return (await queries.get(DROPPED_KEY, keyId, this.#clock())) === undefined;
  }
}
