import type { Clock } from '../../clock.ts';
import type { Database } from '../../database/database.ts';
import type { Authority } from '../../users/authority.ts';
import { subjectOf } from '../../users/store.ts';
import type { User } from '../../users/store.ts';
import { MOST_LOGINS } from '../login.ts';
import type { Login, Logins } from '../login.ts';
import { endOf } from './family.ts';
import type { FamilyLifetimes } from './family.ts';
import { FAMILY_COLUMNS, toFamily } from './store.ts';
import type { FamilyRow, RefreshFamilyStore } from './store.ts';

const SELECT = `
  SELECT ${FAMILY_COLUMNS} FROM refresh_token_families
  WHERE user_id = ? AND credentials_epoch = ? AND revoked_at IS NULL
    AND expires_at > ? AND created_at > ?
  ORDER BY last_seen_at DESC LIMIT ?`;

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

  end(user: User, id: string, authority: Authority): Promise<boolean> {
    return this.#database.transaction(subjectOf(user.id), async (queries) => {
      await authority.hold(queries);
      return this.#store.revoke(id, user, queries);
    });
  }
}
