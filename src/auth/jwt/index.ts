import { defineScheme } from '../scheme.ts';
import type { Services } from '../services.ts';
import { jwtExchange } from './django.ts';
import { TokenIssuer } from './issuer.ts';
import { ExternalTokens } from './trusted-issuers/external-tokens.ts';
import { JsonWebTokens } from './json-web-token.ts';
import { JwtLogins } from './logins.ts';
import { isCompact } from './compact.ts';
import { openKeyRing } from './keys/open.ts';
import type { KeyRing } from './keys/ring.ts';
import { KeyStore } from './keys/store.ts';
import { jwtMigrations } from './migrations.ts';
import { REFRESH_COOKIE, RefreshCookie } from './refresh-cookie.ts';
import { RefreshTokens } from './refresh-tokens.ts';
import { jwtRoutes } from './routes.ts';
import { jwtCombinations, jwtSettings } from './settings.ts';
import type { JwtSettings } from './settings.ts';
import { RefreshFamilyStore } from './store.ts';
import { isStillGood, jwtStrategy } from './strategy.ts';
import { TokenUsers } from './token-users.ts';
import { UserClaims } from './user-claims.ts';

/** JWT access and refresh tokens (RFC 7519), as SimpleJWT issues them. */
export const jwt = defineScheme({
  name: 'jwt',
  settings: jwtSettings,
  combinations: jwtCombinations,
  migrations: jwtMigrations,
  open(services, checked) {
    const { database, events, clock } = services;
    const [word, ...aliases] = checked.JWT_HEADER_TYPES;
    // RFC 6750 §3.
    const challenge = `${word} realm="api"`;
    const isRotating = checked.JWT_ROTATE_REFRESH;
    const lifetimes = {
      access: checked.JWT_ACCESS_LIFETIME,
      token: checked.JWT_REFRESH_LIFETIME,
      absolute: checked.JWT_REFRESH_ABSOLUTE_LIFETIME || Infinity,
      grace: checked.JWT_ROTATION_GRACE,
    };
    const keys = openKeyRing(services, checked);
    const users = new TokenUsers(database, clock);
    const userClaims = new UserClaims(services.users, {
      names: checked.JWT_CLAIMS,
      isPasswordBound: checked.JWT_CHECK_REVOKE_TOKEN,
      hook: services.claims,
    });
    const tokens = openTokens(services, checked, keys);
    const external = new ExternalTokens({
      issuers: checked.JWT_TRUSTED_ISSUERS,
      claim: checked.JWT_EXTERNAL_USER_CLAIM ?? '',
      leeway: checked.JWT_LEEWAY,
      users: services.users,
      clock,
      log: services.log,
    });
    const access = { tokens, users, userClaims, external };
    const store = new RefreshFamilyStore(database, clock);
    const logins = new JwtLogins(database, store, clock, lifetimes);
    const issuer = new TokenIssuer(tokens, lifetimes, clock);
    const refreshTokens = new RefreshTokens(
      { store, logins, users, userClaims, events, clock },
      { lifetimes, isRotating, isStrict: checked.JWT_ROTATION_STRICT },
    );
    const sameSite = checked.JWT_REFRESH_COOKIE;
    const cookie = sameSite && new RefreshCookie(sameSite, services.trustedOrigins, clock);
    return {
      name: 'jwt',
      credentials: { word, aliases, isOwn: isCompact, isAmbient: false },
      strategy: jwtStrategy(access),
      challenge,
      ...(cookie && { renewalCookie: REFRESH_COOKIE }),
      // Nothing to lock: what ends a token before its time ends the user's epoch, or its key.
      holdCredential: (queries, request) => isStillGood(access, queries, request),
      prepare: () => {
        external.prepare();
        return keys.prepare();
      },
      routes: jwtRoutes(services, {
        keys,
        tokens,
        users,
        userClaims,
        issuer,
        refreshTokens,
        cookie,
        isRotating,
        challenge,
      }),
      endpointsByBody: ['/api/token/refresh', '/api/token/verify', '/api/token/blacklist'],
      logins,
      expired: (user) => issuer.expiredToken(user, checked.JWT_LEEWAY),
    };
  },
  deleteExpired: deleteExpiredTokens,
  django: (services, checked) =>
    jwtExchange({
      database: services.database,
      clock: services.clock,
      tokens: openTokens(services, checked, openKeyRing(services, checked)),
      absoluteLifetime: checked.JWT_REFRESH_ABSOLUTE_LIFETIME || Infinity,
    }),
});

/** Forgets refresh tokens that have expired, and says how many; and keys that nothing needs any more. */
export async function deleteExpiredTokens({
  database,
  clock,
}: Pick<Services, 'database' | 'clock'>): Promise<number> {
  await new KeyStore(database).deleteExpired(clock());
  return new RefreshFamilyStore(database, clock).deleteExpired();
}

function openTokens(services: Services, checked: JwtSettings, keys: KeyRing): JsonWebTokens {
  return new JsonWebTokens({
    keys,
    issuer: checked.JWT_ISSUER,
    audience: checked.JWT_AUDIENCE,
    leeway: checked.JWT_LEEWAY,
    clock: services.clock,
  });
}
