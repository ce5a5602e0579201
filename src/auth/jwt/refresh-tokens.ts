import type { Request } from 'express';
import type { Clock } from '../../clock.ts';
import type { Events } from '../../events/events.ts';
import { clientOf } from '../../http/client.ts';
import type { User } from '../../users/user.ts';
import { AuthenticationFailed } from '../authentication-failed.ts';
import { describeDisplaced } from '../logins.ts';
import { canBegin, endOf, isHolder, parseJti, recentRotations, standingOf } from './family.ts';
import type { Family, FamilyLifetimes } from './family.ts';
import { newJti } from './json-web-token.ts';
import type { Claims } from './claims.ts';
import type { JwtLogins } from './logins.ts';
import { blacklisted, noAccount, tokenNotValid } from './refusals.ts';
import { MOST_LEEWAY } from './store.ts';
import type { RefreshFamilyStore } from './store.ts';
import type { TokenUsers } from './token-users.ts';
import type { TokenClaims, UserClaims } from './user-claims.ts';

/** Milliseconds between two writes of when a family was last used, where it is not rotated. */
const TOUCH_INTERVAL = 60_000;

export interface RefreshRules {
  readonly lifetimes: FamilyLifetimes;
  /** Whether a refresh token is spent when it is used. */
  readonly isRotating: boolean;
  /** Whether a spent token in other hands ends its family also within the grace period. */
  readonly isStrict: boolean;
}

export interface RefreshServices {
  readonly store: RefreshFamilyStore;
  readonly logins: JwtLogins;
  readonly users: TokenUsers;
  readonly userClaims: UserClaims;
  readonly events: Events;
  readonly clock: Clock;
}

export interface Renewal {
  readonly user: User;
  /** As it is now: its newest token is to be given out. */
  readonly family: Family;
  /** What its tokens say of the user. */
  readonly custom: TokenClaims;
}

/**
 * The life of refresh tokens, from the login on. A token is spent on its successor; used again, it
 * says that two parties hold copies, and nothing tells which of them is the thief, so the family ends
 * (RFC 9700 §4.14.2).
 */
export class RefreshTokens {
  readonly #services: RefreshServices;
  readonly #rules: RefreshRules;

  constructor(services: RefreshServices, rules: RefreshRules) {
    this.#services = services;
    this.#rules = rules;
  }

  /**
   * Begins a family.
   *
   * @returns undefined when the user was deleted, shut out, or their credentials ended, in the
   *   meantime.
   */
  async begin(user: User, request: Request): Promise<Family | undefined> {
    const { store, clock } = this.#services;
    const { lifetimes } = this.#rules;
    const issuedAt = clock();
    const expiresAt = issuedAt + Math.min(lifetimes.token, lifetimes.absolute);
    const token = { jti: newJti(), issuedAt, expiresAt };
    const begun = await store.add(token, user, clientOf(request));
    if (begun?.isOneOfMany) await this.#endDisplaced(user, begun.family, request);
    return begun?.family;
  }

  /**
   * Spends a token on its successor, or leaves it as it is where nothing rotates. Asked again within
   * the grace period by the client that got the successor, it gives the newest token once more,
   * because two tabs or a lost answer look like that.
   *
   * @param claims of a genuine refresh token that has not expired.
   * @throws {HttpError} 401 for a token or user that is no good, 429 for too many refreshes.
   * @throws {InvalidToken} when its key was dropped.
   */
  async renew(claims: Claims, request: Request): Promise<Renewal> {
    const { store, users, userClaims, clock, events } = this.#services;
    const user = await users.find(claims);
    if (!user?.isActive) throw noAccount();
    const revocation = await userClaims.revocationOf(claims, user);
    if (revocation !== undefined) throw new AuthenticationFailed(revocation.detail);
    const { family, generation, isNew } = await this.#findOrAdopt(claims, user, request);
    if (isNew) await this.#endDisplaced(user, family, request);
    switch (standingOf(family, generation, this.#rules.lifetimes, clock())) {
      case 'good': {
        // First: if it fails, nothing is spent.
        const custom = await userClaims.of(user);
        if (!this.#rules.isRotating) {
          await this.#touch(family, user, request);
          return { user, family, custom };
        }
        const rotated = await this.#rotate(family, user, request);
        // Somebody else was quicker. What is true now decides.
        return rotated === undefined
          ? this.renew(claims, request)
          : { user, family: rotated, custom };
      }
      case 'within grace':
        if (isHolder(family, clientOf(request))) {
          return { user, family, custom: await userClaims.of(user) };
        }
        if (this.#rules.isStrict) return this.#endReused(family, user, request);
        if (await store.report(family)) {
          await events.record('refresh token used elsewhere', { user, request });
        }
        throw blacklisted();
      case 'reused':
        return this.#endReused(family, user, request);
      case 'revoked':
        throw blacklisted();
      case 'expired':
        throw tokenNotValid('Token is expired');
    }
  }

  /**
   * Whether a token would be refused, were it used. A token within its grace period counts as good,
   * to its owner and a thief alike: else a thief who asks all the time would learn when the owner has
   * refreshed.
   *
   * @param claims of a genuine refresh token of this user's that has not expired.
   * @returns in which way it is no good; undefined for a good one.
   */
  async problemOf(claims: Claims, user: User): Promise<'revoked' | 'expired' | undefined> {
    const { store, clock } = this.#services;
    const { family: id, generation } = parseJti(claims.jti);
    const family = await store.find(id, user);
    if (family === undefined) return canBegin(claims.jti) ? undefined : 'revoked';
    const standing = standingOf(family, generation, this.#rules.lifetimes, clock());
    if (standing === 'good' || standing === 'within grace') return undefined;
    return standing === 'expired' ? 'expired' : 'revoked';
  }

  /**
   * Ends the family of a token. A spent one does so, too: a client that gives it back wants its
   * successors gone, or stole it. A user who is gone has no family left to end.
   *
   * @param claims of a genuine refresh token that has not expired.
   * @throws {HttpError} 401 for a token that was spent or revoked before.
   */
  async giveBack(claims: Claims, request: Request): Promise<void> {
    const { store, users, events } = this.#services;
    const user = await users.find(claims);
    if (user === undefined) return;
    const { family, generation } = await this.#findOrAdopt(claims, user, request);
    const isRevoked = await store.revoke(family.id, user);
    if (isRevoked) await events.record('token revoked', { user, request });
    if (!isRevoked || generation !== family.generation) throw blacklisted();
  }

  /**
   * A genuine token that nobody here has seen was issued elsewhere under the same key, by SimpleJWT
   * for one, and becomes the first of a family. One that names a family was issued here: without
   * that family it is worth nothing.
   */
  async #findOrAdopt(
    { jti, exp }: Claims,
    user: User,
    request: Request,
  ): Promise<{ family: Family; generation: number; isNew: boolean }> {
    const { store, clock } = this.#services;
    const { family: id, generation } = parseJti(jti);
    let family = await store.find(id, user);
    const isNew = family === undefined && canBegin(jti);
    if (isNew) {
      // There is no end to what others may write there.
      const expiresAt = Math.min(exp * 1000, Number.MAX_SAFE_INTEGER - MOST_LEEWAY);
      await store.adopt({ jti, issuedAt: clock(), expiresAt }, user, clientOf(request));
      family = await store.find(id, user);
    }
    if (family === undefined) throw blacklisted();
    return { family, generation, isNew };
  }

  /** A login that is one too many, begun here or adopted, ends another. */
  async #endDisplaced(user: User, newest: Family, request: Request): Promise<void> {
    const { logins, events } = this.#services;
    if ((await logins.endDisplaced(user, newest)) === 0) return;
    await events.record('session ended', { user, request, detail: describeDisplaced('jwt') });
  }

  async #rotate(family: Family, user: User, request: Request): Promise<Family | undefined> {
    const { store, clock } = this.#services;
    const { lifetimes } = this.#rules;
    const now = clock();
    const recent = recentRotations(family, lifetimes, now);
    const expiresAt = Math.min(now + lifetimes.token, endOf(family, lifetimes));
    return store.rotate(family, [now, ...recent], expiresAt, user, clientOf(request));
  }

  async #touch(family: Family, user: User, request: Request): Promise<void> {
    const { store, clock } = this.#services;
    const isDue = clock() - family.lastSeenAt >= TOUCH_INTERVAL;
    if (isDue) await store.touch(family, user, clientOf(request));
  }

  async #endReused(family: Family, user: User, request: Request): Promise<never> {
    const { store, events } = this.#services;
    if (await store.revoke(family.id, user)) {
      await events.record('refresh token reused', { user, request });
    }
    throw blacklisted();
  }
}
