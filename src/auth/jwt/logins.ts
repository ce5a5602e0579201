import type { Clock } from '../../clock.ts';
import type { Database } from '../../database/database.ts';
import type { Authority } from '../../users/authority.ts';
import { subjectOf } from '../../users/store.ts';
import type { User } from '../../users/user.ts';
import { MOST_ENDED, MOST_LOGINS, TIME_FOR_USE } from '../logins.ts';
import type { Login, Logins } from '../logins.ts';
import { endOf } from './family.ts';
import type { Family, FamilyLifetimes } from './family.ts';
import { FAMILY_COLUMNS, toFamily } from './store.ts';
import type { FamilyRow, RefreshFamilyStore } from './store.ts';

const SELECT = `
  SELECT ${FAMILY_COLUMNS} FROM refresh_token_families
  WHERE user_id = ? AND credentials_epoch = ? AND revoked_at IS NULL
    AND expires_at > ? AND created_at > ?
  ORDER BY last_seen_at DESC LIMIT ?`;
/** They stay as rows until no clock takes their tokens for valid: what is unknown would be adopted. */
const REVOKE_DISPLACED = `
  UPDATE refresh_token_families SET revoked_at = ? WHERE id IN (
    SELECT id FROM refresh_token_families
    WHERE user_id = ? AND credentials_epoch = ? AND revoked_at IS NULL AND expires_at > ?
      AND id <> ?
    ORDER BY
      CASE WHEN last_seen_at > created_at OR generation > 0 OR created_at > ? THEN 1 ELSE 0 END DESC,
      last_seen_at DESC, id
    LIMIT ? OFFSET ?)`;

/**
 * The families of refresh tokens of users, as these can see and end them. Access tokens of a family
 * that was ended live on until they expire.
 */
export class JwtLogins implements Logins {
  readonly #database: Database;
  readonly #store: RefreshFamilyStore;
  readonly #clock: Clock;
  readonly #lifetimes: FamilyLifetimes;

  constructor(
    database: Database,
    store: RefreshFamilyStore,
    clock: Clock,
    lifetimes: FamilyLifetimes,
  ) {
    this.#database = database;
    this.#store = store;
    this.#clock = clock;
    this.#lifetimes = lifetimes;
  }

  async list({ id, credentialsEpoch }: User): Promise<Login[]> {
    const now = this.#clock();
    const begunAfter = Math.max(now - this.#lifetimes.absolute, 0);
    const values = [id, credentialsEpoch, now, begunAfter, MOST_LOGINS];
    const rows = await this.#database.all<FamilyRow>(SELECT, ...values);
    return rows.map(toFamily).map((family) => ({
      id: family.id,
      createdAt: family.createdAt,
      lastSeenAt: family.lastSeenAt,
      expiresAt: Math.min(family.expiresAt, endOf(family, this.#lifetimes)),
      address: family.address,
      userAgent: family.userAgent,
      // An access token does not say which family it comes from.
      isCurrent: false,
    }));
  }

  /**
   * Ends those of a user's families that are too many; see {@link MOST_LOGINS}.
   *
   * @param newest has just begun, and stays.
   * @returns how many.
   */
  async endDisplaced({ id, credentialsEpoch }: User, newest: Family): Promise<number> {
    const now = this.#clock();
    const user = [id, credentialsEpoch];
    const limits = [now - TIME_FOR_USE, MOST_ENDED, MOST_LOGINS - 1];
    const values = [now, ...user, now, newest.id, ...limits];
    return (await this.#database.run(REVOKE_DISPLACED, ...values)).changes;
  }

  end(user: User, id: string, authority: Authority): Promise<boolean> {
    return this.#database.transaction(subjectOf(user.id), async (queries) => {
      await authority.hold(queries);
      return this.#store.revoke(id, user, queries);
    });
  }
}
