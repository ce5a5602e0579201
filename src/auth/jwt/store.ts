import type { Clock } from '../../clock.ts';
import { deleteInBatches } from '../../database/batches.ts';
import type { Queries, SqlValue } from '../../database/database.ts';
import type { Client } from '../../http/client.ts';
import type { User } from '../../users/user.ts';
import { countOfUser, MANY_LOGINS } from '../logins.ts';
import type { Family } from './family.ts';

/** The columns of a family that say what its tokens are worth. */
export const FAMILY_COLUMNS = `
  id, generation, spent_at AS "spentAt", issued_at AS "issuedAt", expires_at AS "expiresAt",
  forget_at AS "forgetAt", created_at AS "createdAt", last_seen_at AS "lastSeenAt", address,
  user_agent AS "userAgent", revoked_at AS "revokedAt"`;

const INSERT = `
  INSERT INTO refresh_token_families
    (id, user_id, credentials_epoch, issued_at, expires_at, forget_at, created_at, last_seen_at,
     address, user_agent)
  SELECT ?, id, ?, ?, ?, ?, ?, ?, ?, ? FROM users WHERE id = ?`;
/** The user may have been shut out, or got a new password, while the old one was being checked. */
const INSERT_LOGIN = `
  ${INSERT} AND credentials_epoch = ? AND is_active = 1
  RETURNING ${FAMILY_COLUMNS}, ${countOfUser('refresh_token_families')} AS count`;
const INSERT_UNKNOWN = `${INSERT} ON CONFLICT (id) DO NOTHING`;
const SELECT = `
  SELECT ${FAMILY_COLUMNS} FROM refresh_token_families WHERE id = ? AND user_id = ?`;
/** Asks again, in the statement that writes, for all that a refresh depends on. */
const ROTATE = `
  UPDATE refresh_token_families
  SET generation = generation + 1, spent_at = ?, issued_at = ?, expires_at = ?, forget_at = ?,
    credentials_epoch = ?, last_seen_at = ?, address = ?, user_agent = ?
  WHERE id = ? AND generation = ? AND revoked_at IS NULL AND EXISTS (
    SELECT 1 FROM users
    WHERE users.id = refresh_token_families.user_id AND is_active = 1
      AND users.credentials_epoch = ?)
  RETURNING ${FAMILY_COLUMNS}`;
const TOUCH = `
  UPDATE refresh_token_families
  SET last_seen_at = ?, address = ?, user_agent = ?, credentials_epoch = ?
  WHERE id = ? AND last_seen_at = ? AND revoked_at IS NULL`;
const REPORT = `
  UPDATE refresh_token_families SET reported_generation = generation
  WHERE id = ? AND reported_generation < generation`;
const REVOKE = `
  UPDATE refresh_token_families SET revoked_at = ?
  WHERE id = ? AND user_id = ? AND revoked_at IS NULL`;
const DELETE_FORGOTTEN = `
  DELETE FROM refresh_token_families WHERE id IN
    (SELECT id FROM refresh_token_families WHERE forget_at <= ? LIMIT ?) AND forget_at <= ?`;

/** The largest JWT_LEEWAY, in milliseconds. */
export const MOST_LEEWAY = 600_000;

/** A refresh token about to be issued, or one that was issued elsewhere; times are Unix milliseconds. */
export interface RefreshToken {
  readonly jti: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** A row of {@link FAMILY_COLUMNS}. */
export type FamilyRow = Omit<Family, 'spentAt'> & { readonly spentAt: string };

export function toFamily(row: FamilyRow): Family {
  return { ...row, spentAt: JSON.parse(row.spentAt) as number[] };
}

/**
 * The families of refresh tokens in the database. A family is one row, whatever becomes of it: each
 * change is one statement, which changes nothing when another one was quicker. So a refresh waits for
 * no lock, and no client makes work that outlasts its request.
 */
export class RefreshFamilyStore {
  readonly #database: Queries;
  readonly #clock: Clock;

  constructor(database: Queries, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /**
   * Stores the family that a login begins.
   *
   * @returns the family, and whether its user has so many that it may be one too many; undefined when
   *   the user was deleted, shut out, or their credentials ended, in the meantime.
   */
  async add(
    first: RefreshToken,
    user: User,
    client: Client,
  ): Promise<{ family: Family; isOneOfMany: boolean } | undefined> {
    const { id, credentialsEpoch: epoch } = user;
    const values = [...this.#valuesOf(first, epoch, client), id, epoch];
    type Row = FamilyRow & { count: number };
    const begun = await this.#database.get<Row>(INSERT_LOGIN, ...values);
    if (begun === undefined) return undefined;
    const { count, ...row } = begun;
    return { family: toFamily(row), isOneOfMany: count >= MANY_LOGINS };
  }

  /** Makes a token that was issued elsewhere the first of a family, unless it is one already. */
  async adopt(token: RefreshToken, user: User, client: Client): Promise<void> {
    const values = this.#valuesOf(token, user.credentialsEpoch, client);
    await this.#database.run(INSERT_UNKNOWN, ...values, user.id);
  }

  /** The user's family of this id, alive or not. */
  async find(id: string, user: User): Promise<Family | undefined> {
    const row = await this.#database.get<FamilyRow>(SELECT, id, user.id);
    return row && toFamily(row);
  }

  /**
   * Spends a family's newest token on a successor.
   *
   * @param family as it was read; its `spentAt` is replaced.
   * @param spentAt Unix milliseconds of what was spent, this token first.
   * @returns the family as it is now; undefined when the token is not its newest any more, it was
   *   revoked, or its user was deleted, shut out, or their credentials ended.
   */
  async rotate(
    family: Family,
    spentAt: readonly number[],
    expiresAt: number,
    user: User,
    client: Client,
  ): Promise<Family | undefined> {
    const now = this.#clock();
    const { credentialsEpoch: epoch } = user;
    const row = await this.#database.get<FamilyRow>(
      ROTATE,
      JSON.stringify(spentAt),
      now,
      expiresAt,
      // Where tokens live for less than they did, the last to expire is not the newest.
      Math.max(family.forgetAt, expiresAt + MOST_LEEWAY),
      epoch,
      now,
      client.address,
      client.userAgent,
      family.id,
      family.generation,
      epoch,
    );
    return row && toFamily(row);
  }

  /** Notes who has used a family, unless somebody else did so since it was read. */
  async touch(family: Family, user: User, client: Client): Promise<void> {
    const { address, userAgent } = client;
    const values = [this.#clock(), address, userAgent, user.credentialsEpoch];
    await this.#database.run(TOUCH, ...values, family.id, family.lastSeenAt);
  }

  /**
   * Notes that somebody is to be told of a family.
   *
   * @returns whether nobody was, since its newest token was issued.
   */
  async report({ id }: Family): Promise<boolean> {
    return (await this.#database.run(REPORT, id)).changes > 0;
  }

  /**
   * Ends a family: no token of it works any more.
   *
   * @param queries of a transaction that it is to be part of.
   * @returns whether the user had such a family, and it was alive.
   */
  async revoke(id: string, user: User, queries = this.#database): Promise<boolean> {
    return (await queries.run(REVOKE, this.#clock(), id, user.id)).changes > 0;
  }

  /**
   * Forgets families when no clock takes any of their tokens for valid: until then a revoked one must
   * not look like one that was never seen.
   *
   * @returns how many.
   */
  deleteExpired(): Promise<number> {
    const now = this.#clock();
    return deleteInBatches((limit) => this.#database.run(DELETE_FORGOTTEN, now, limit, now));
  }

  #valuesOf({ jti, issuedAt, expiresAt }: RefreshToken, epoch: number, client: Client): SqlValue[] {
    const now = this.#clock();
    const { address, userAgent } = client;
    const forgetAt = expiresAt + MOST_LEEWAY;
    return [jti, epoch, issuedAt, expiresAt, forgetAt, now, now, address, userAgent];
  }
}
