import { createSecretKey } from 'node:crypto';
import { z } from 'zod';
import type { Services } from '../services.ts';
import { duration } from '../../setting/duration.ts';
import { flag } from '../../setting/flag.ts';
import { key } from '../../setting/key.ts';
import { defineScheme } from '../scheme.ts';
import { addCommands, deleteExpiredTokens } from './commands.ts';
import { jwtExchange } from './django.ts';
import { expiredAccessToken } from './expired.ts';
import { TokenIssuer } from './issuer.ts';
import { JsonWebTokens } from './json-web-token.ts';
import { JwtLogins } from './logins.ts';
import { jwtMigrations } from './migrations.ts';
import { RefreshTokens } from './refresh-tokens.ts';
import { jwtRoutes } from './routes.ts';
import { MOST_LEEWAY, RefreshFamilyStore } from './store.ts';
import { CHALLENGE, isStillGood, jwtStrategy } from './strategy.ts';

/** One hour, in milliseconds: what was spent is remembered for as long. */
const MOST_GRACE = 3_600_000;

const settings = {
  JWT_ACCESS_LIFETIME: duration('5m', 1000),
  JWT_REFRESH_LIFETIME: duration('24h', 1000),
  /** For how long a login can be refreshed at most, from its beginning on. 0: without end. */
  JWT_REFRESH_ABSOLUTE_LIFETIME: duration('30d'),
  /** How far clocks may be apart when `exp` and `nbf` are checked. */
  JWT_LEEWAY: duration('0', 0, MOST_LEEWAY),
  JWT_ISSUER: z.string().optional(),
  JWT_AUDIENCE: z.string().optional(),
  JWT_ROTATE_REFRESH: flag(true),
  /** For how long a spent refresh token still gives the newest one, for clients that ask twice. */
  JWT_ROTATION_GRACE: duration('30s', 0, MOST_GRACE),
  /** Whether in other hands it ends the login within that time, too. */
  JWT_ROTATION_STRICT: flag(false),
  JWT_SIGNING_KEY: key(),
};

/** The room's settings, read. */
export type JwtSettings = z.output<z.ZodObject<typeof settings>>;

/** JWT access and refresh tokens (RFC 7519), as SimpleJWT issues them. */
export const jwt = defineScheme({
  name: 'jwt',
  settings,
  migrations: jwtMigrations,
  open(services, checked) {
    const { database, users, events, clock } = services;
    const isRotating = checked.JWT_ROTATE_REFRESH;
    const lifetimes = {
      access: checked.JWT_ACCESS_LIFETIME,
      token: checked.JWT_REFRESH_LIFETIME,
      absolute: checked.JWT_REFRESH_ABSOLUTE_LIFETIME || Infinity,
      grace: checked.JWT_ROTATION_GRACE,
    };
    const tokens = openTokens(services, checked);
    const store = new RefreshFamilyStore(database, clock);
    const logins = new JwtLogins(database, store, clock, lifetimes);
    const issuer = new TokenIssuer(tokens, lifetimes, clock);
    const refreshTokens = new RefreshTokens(
      { store, logins, users, events, clock },
      { lifetimes, isRotating, isStrict: checked.JWT_ROTATION_STRICT },
    );
    return {
      name: 'jwt',
      credentials: { header: 'bearer', isAmbient: false },
      strategy: jwtStrategy(tokens, users),
      challenge: CHALLENGE,
      // There is nothing to hold in the database: what ends a token before its time ends the user's epoch.
      holdCredential: (_queries, request) => Promise.resolve(isStillGood(tokens, request)),
      routes: jwtRoutes(services, { tokens, issuer, refreshTokens, isRotating }),
      endpointsByBody: ['/api/token/refresh', '/api/token/verify', '/api/token/blacklist'],
      logins,
      expired: (user) => expiredAccessToken(tokens, user, clock() - checked.JWT_LEEWAY),
    };
  },
  deleteExpired: deleteExpiredTokens,
  addCommands,
  django: (services, checked) =>
    jwtExchange({
      database: services.database,
      clock: services.clock,
      tokens: openTokens(services, checked),
      absoluteLifetime: checked.JWT_REFRESH_ABSOLUTE_LIFETIME || Infinity,
    }),
});

function openTokens(services: Services, checked: JwtSettings): JsonWebTokens {
  return new JsonWebTokens({
    keys: signingKeys(services, checked).map((key) => createSecretKey(key, 'utf8')),
    issuer: checked.JWT_ISSUER,
    audience: checked.JWT_AUDIENCE,
    leeway: checked.JWT_LEEWAY,
    clock: services.clock,
  });
}

function signingKeys({ keys }: Services, { JWT_SIGNING_KEY }: JwtSettings): readonly string[] {
  return JWT_SIGNING_KEY === undefined ? keys.secrets : [JWT_SIGNING_KEY];
}
