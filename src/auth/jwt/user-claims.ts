import { createHash } from 'node:crypto';
import type { UserStore } from '../../users/store.ts';
import type { User } from '../../users/user.ts';
import type { ClaimsHook } from '../services.ts';
import { requireOwn } from './claims.ts';
import type { Claims, CustomClaims } from './claims.ts';

/** What a token can say of its user: claim → its value. */
const CLAIMS = {
  username: ({ username }: User) => username,
  email: ({ email }: User) => email,
  is_superuser: ({ isSuperuser }: User) => isSuperuser,
};

/** What JWT_CLAIMS can name. */
export const CLAIM_NAMES = Object.keys(CLAIMS) as readonly (keyof typeof CLAIMS)[];

/** SimpleJWT's REVOKE_TOKEN_CLAIM: the digest of the stored password that a token was issued under. */
const PASSWORD_CLAIM = 'hash_password';

/** What tokens say of their users besides the id. */
export interface UserClaimsOptions {
  /** Claims that every token gets, as they are when it is issued. */
  readonly names: readonly string[];
  /** Whether a token ends with the stored password, as under SimpleJWT's CHECK_REVOKE_TOKEN. */
  readonly isPasswordBound: boolean;
  /** The app's own, for access tokens. */
  readonly hook: ClaimsHook | undefined;
}

/** What the two tokens of a login say of their user. */
export interface TokenClaims {
  readonly refresh: CustomClaims;
  readonly access: CustomClaims;
}

/** Why a token of a user who may come in is refused. */
export interface Revocation {
  readonly detail: string;
  readonly code: string;
}

const PASSWORD_CHANGED = {
  detail: "The user's password has been changed.",
  code: 'password_changed',
};

const REVOKED = {
  detail: "The user's credentials have been revoked.",
  code: 'credentials_revoked',
};

/** Writes what tokens say of their users, and tells whether it still holds. */
export class UserClaims {
  readonly #users: UserStore;
  readonly #options: UserClaimsOptions;

  constructor(users: UserStore, options: UserClaimsOptions) {
    this.#users = users;
    this.#options = options;
  }

  /**
   * What tokens of this user's say now. What the app adds is in access tokens alone: a refresh token would
   * hand it on after it has ceased to be so.
   *
   * @throws {TypeError} for claims of the app's that are not its own to make.
   */
  async of(user: User): Promise<TokenClaims> {
    const { names, isPasswordBound, hook } = this.#options;
    const named = CLAIM_NAMES.filter((name) => names.includes(name));
    const refresh = {
      ...Object.fromEntries(named.map((name) => [name, CLAIMS[name](user)])),
      ...(isPasswordBound && { [PASSWORD_CLAIM]: await this.#passwordDigest(user) }),
    };
    if (hook === undefined) return { refresh, access: refresh };
    return { refresh, access: { ...refresh, ...requireOwn(await hook(user), [PASSWORD_CLAIM]) } };
  }

  /**
   * Whether something has ended the user's credentials since a token was issued.
   *
   * @returns what to tell; undefined when nothing has.
   */
  async revocationOf(claims: Claims, user: User): Promise<Revocation | undefined> {
    if (!isCurrent(claims, user)) {
      const { iat = 0 } = claims;
      const isOlder = user.passwordChangedAt !== null && iat * 1000 <= user.passwordChangedAt;
      return isOlder ? PASSWORD_CHANGED : REVOKED;
    }
    if (!this.#options.isPasswordBound) return undefined;
    const isBound = claims[PASSWORD_CLAIM] === (await this.#passwordDigest(user));
    return isBound ? undefined : PASSWORD_CHANGED;
  }

  /** In SimpleJWT's form, so that either server ends the other's tokens. */
  async #passwordDigest({ id }: User): Promise<string> {
    const encoded = (await this.#users.findEncodedPassword(id)) ?? '';
    return createHash('md5').update(encoded).digest('hex').toUpperCase();
  }
}

/**
 * Whether a token is of the user's present epoch. One that another server has issued does not say, and
 * is judged by when: by the second, so that in doubt it is of the one before.
 */
function isCurrent({ epoch, iat = 0 }: Claims, user: User): boolean {
  if (epoch !== undefined) return epoch === user.credentialsEpoch;
  const { credentialsEndedAt } = user;
  if (credentialsEndedAt === null) return user.credentialsEpoch === 0;
  return iat * 1000 > credentialsEndedAt;
}
