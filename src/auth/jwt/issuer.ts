import type { Clock } from '../../clock.ts';
import type { User } from '../../users/user.ts';
import { endOf, newestJti } from './family.ts';
import type { Family, FamilyLifetimes } from './family.ts';
import { newJti } from './json-web-token.ts';
import type { CustomClaims, IssuedClaims } from './claims.ts';
import type { JsonWebTokens } from './json-web-token.ts';

/** How long tokens live, in milliseconds. */
export interface TokenLifetimes extends FamilyLifetimes {
  readonly access: number;
}

/** For how many milliseconds a token was good that is made to be refused. */
const LIFETIME_OF_EXPIRED = 300_000;

/** Writes the tokens of a family. */
export class TokenIssuer {
  readonly #tokens: JsonWebTokens;
  readonly #lifetimes: TokenLifetimes;
  readonly #clock: Clock;

  constructor(tokens: JsonWebTokens, lifetimes: TokenLifetimes, clock: Clock) {
    this.#tokens = tokens;
    this.#lifetimes = lifetimes;
    this.#clock = clock;
  }

  /** A new access token, which does not outlive the family. */
  accessToken(user: User, family: Family, custom: CustomClaims): Promise<string> {
    const issuedAt = this.#clock();
    const end = endOf(family, this.#lifetimes);
    const expiresAt = Math.min(issuedAt + this.#lifetimes.access, end);
    return this.#sign('access', newJti(), issuedAt, expiresAt, user, custom);
  }

  /**
   * An access token whose time is over, so that nobody has to wait to see one refused.
   *
   * @param leeway milliseconds by which clocks may differ; it has expired a minute before.
   */
  expiredToken(user: User, leeway: number): Promise<string> {
    const expiresAt = this.#clock() - leeway - 60_000;
    const issuedAt = expiresAt - LIFETIME_OF_EXPIRED;
    return this.#sign('access', newJti(), issuedAt, expiresAt, user, {});
  }

  /**
   * The family's newest token: it says the same each time, so that it need not be stored. What is custom
   * in it comes from the token that asks for it, and all of a family say the same.
   */
  refreshToken(user: User, family: Family, custom: CustomClaims): Promise<string> {
    const { issuedAt, expiresAt } = family;
    return this.#sign('refresh', newestJti(family), issuedAt, expiresAt, user, custom);
  }

  #sign(
    type: IssuedClaims['token_type'],
    jti: string,
    issuedAt: number,
    expiresAt: number,
    user: User,
    custom: CustomClaims,
  ): Promise<string> {
    const own = {
      token_type: type,
      exp: Math.floor(expiresAt / 1000),
      iat: Math.floor(issuedAt / 1000),
      jti,
      user_id: String(user.id),
      epoch: user.credentialsEpoch,
    };
    return this.#tokens.sign(own, custom);
  }
}
