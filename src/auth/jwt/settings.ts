import type { z } from 'zod';
import type { ServedAt } from '../../setting/cookie-name.ts';
import { choice, duration, flag, text } from '../../setting/scalars.ts';
import { headerTypes } from '../../setting/header-types.ts';
import { key } from '../../setting/key.ts';
import { list } from '../../setting/list.ts';
import { ALGORITHM_NAMES } from './algorithms.ts';
import { trustedIssuers } from './trusted-issuers/setting.ts';
import { privateKeyFile } from './keys/private-key-file.ts';
import { refreshCookieSetting } from './refresh-cookie.ts';
import { MOST_LEEWAY } from './store.ts';
import { CLAIM_NAMES } from './user-claims.ts';

/** One hour, in milliseconds: what was spent is remembered for as long. */
const MOST_GRACE = 3_600_000;

/** The scheme's settings: environment variable → reader with a default. */
export const jwtSettings = {
  JWT_HEADER_TYPES: headerTypes('Bearer'),
  JWT_ACCESS_LIFETIME: duration('5m', 1000),
  JWT_REFRESH_LIFETIME: duration('24h', 1000),
  /** For how long a login can be refreshed at most, from its beginning on. 0: without end. */
  JWT_REFRESH_ABSOLUTE_LIFETIME: duration('30d'),
  /** How far clocks may be apart when `exp` and `nbf` are checked. */
  JWT_LEEWAY: duration('0', 0, MOST_LEEWAY),
  JWT_ISSUER: text(),
  JWT_AUDIENCE: text(),
  JWT_ROTATE_REFRESH: flag(true),
  /** Whether a browser keeps the refresh token in a cookie, and of which SameSite. */
  JWT_REFRESH_COOKIE: refreshCookieSetting(),
  /** For how long a spent refresh token still gives the newest one, for clients that ask twice. */
  JWT_ROTATION_GRACE: duration('30s', 0, MOST_GRACE),
  /** Whether in other hands it ends the login within that time, too. */
  JWT_ROTATION_STRICT: flag(false),
  /** What the next key signs with; the database says which key signs now. */
  JWT_ALGORITHM: choice(ALGORITHM_NAMES, 'HS256'),
  JWT_SIGNING_KEY: key(),
  JWT_PRIVATE_KEY_FILE: privateKeyFile(),
  /** What tokens say of their users besides the id. */
  JWT_CLAIMS: list([], CLAIM_NAMES),
  /** Whether a token ends with the stored password, and says so, as under SimpleJWT's CHECK_REVOKE_TOKEN. */
  JWT_CHECK_REVOKE_TOKEN: flag(false),
  /** Whose access tokens get in besides our own. */
  JWT_TRUSTED_ISSUERS: trustedIssuers(),
  /** The claim of theirs that names the local user. */
  JWT_EXTERNAL_USER_CLAIM: text(),
};

export type JwtSettings = z.output<z.ZodObject<typeof jwtSettings>>;

/**
 * Settings that are fine alone and not together, or not for this server.
 *
 * @returns a line for each, with its remedy.
 */
export function* jwtCombinations(
  settings: Partial<JwtSettings>,
  { isSecure }: ServedAt,
): Generator<string> {
  if (settings.JWT_REFRESH_COOKIE === 'none' && !isSecure) {
    yield 'JWT_REFRESH_COOKIE: browsers let other sites have cookies only over TLS; set TLS_CERT and TLS_KEY, or TRUST_PROXY behind a proxy that speaks TLS, or write true.';
  }
  const { JWT_ALGORITHM, JWT_PRIVATE_KEY_FILE: file, JWT_ISSUER } = settings;
  if (JWT_ALGORITHM !== undefined && file !== undefined && file.algorithm !== JWT_ALGORITHM) {
    yield `JWT_PRIVATE_KEY_FILE, JWT_ALGORITHM: the key is one for ${file.algorithm}, not for ${JWT_ALGORITHM}; set JWT_ALGORITHM=${file.algorithm}, or name another file.`;
  }
  const { JWT_TRUSTED_ISSUERS: issuers = [] } = settings;
  if (issuers.length > 0 && settings.JWT_EXTERNAL_USER_CLAIM === undefined) {
    yield 'JWT_TRUSTED_ISSUERS, JWT_EXTERNAL_USER_CLAIM: nothing says which user a token of theirs is; name the claim that holds the username here, such as preferred_username.';
  }
  if (issuers.some(({ issuer }) => issuer === JWT_ISSUER)) {
    yield 'JWT_TRUSTED_ISSUERS, JWT_ISSUER: one of them is this server itself; remove it from JWT_TRUSTED_ISSUERS.';
  }
}
