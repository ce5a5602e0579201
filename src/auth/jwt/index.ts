import { createSecretKey } from 'node:crypto';
import { z } from 'zod';
import type { Dependencies } from '../../dependencies.ts';
import { duration } from '../../setting/duration.ts';
import { flag } from '../../setting/flag.ts';
import { key } from '../../setting/key.ts';
import { defineRoom } from '../scheme.ts';
import { obtain } from './client.ts';
import { addCommands, deleteExpiredTokens } from './commands.ts';
import { expiredAccessToken } from './expired.ts';
import { JsonWebTokens } from './json-web-token.ts';
import { lesson } from './lesson.ts';
import { JwtLogins, loginMigrations } from './logins.ts';
import { jwtDescription } from './openapi.ts';
import { jwtRoutes } from './routes.ts';
import { jwtMigrations, MOST_LEEWAY, RefreshTokenStore } from './store.ts';
import { CHALLENGE, jwtStrategy } from './strategy.ts';
import { tour } from './tour.ts';

const settings = {
  JWT_ACCESS_LIFETIME: duration('5m', 1000),
  JWT_REFRESH_LIFETIME: duration('24h', 1000),
  /** How far clocks may be apart when `exp` and `nbf` are checked. */
  JWT_LEEWAY: duration('0', 0, MOST_LEEWAY),
  JWT_ISSUER: z.string().optional(),
  JWT_AUDIENCE: z.string().optional(),
  JWT_ROTATE_REFRESH: flag(true),
  /** For how long a rotated refresh token still gives its successor, for clients that ask twice. */
  JWT_ROTATION_GRACE: duration('30s'),
  JWT_SIGNING_KEY: key(),
};

/** The room's settings, read. */
export type JwtSettings = z.output<z.ZodObject<typeof settings>>;

/** JWT access and refresh tokens (RFC 7519), as SimpleJWT issues them. */
export const jwt = defineRoom({
  name: 'jwt',
  settings,
  migrations: [...jwtMigrations, ...loginMigrations],
  obtain,
  lesson,
  tour,
  open(dependencies, checked) {
    const { database, users, clock } = dependencies;
    const tokens = new JsonWebTokens({
      keys: signingKeys(dependencies, checked).map((key) => createSecretKey(key, 'utf8')),
      issuer: checked.JWT_ISSUER,
      audience: checked.JWT_AUDIENCE,
      leeway: checked.JWT_LEEWAY,
      clock,
    });
    const store = new RefreshTokenStore(database, clock);
    const logins = new JwtLogins(database, clock);
    return {
      name: 'jwt',
      credentials: { header: 'bearer', isAmbient: false },
      strategy: jwtStrategy(tokens, users),
      challenge: CHALLENGE,
      routes: jwtRoutes(dependencies, checked, tokens, store, logins),
      endpointsByBody: ['/api/token/refresh', '/api/token/verify', '/api/token/blacklist'],
      logins,
      expired: (user) => expiredAccessToken(tokens, user, clock() - checked.JWT_LEEWAY),
      openapi: jwtDescription,
    };
  },
  deleteExpired: deleteExpiredTokens,
  addCommands,
});

function signingKeys({ config }: Dependencies, { JWT_SIGNING_KEY }: JwtSettings): string[] {
  if (JWT_SIGNING_KEY !== undefined) return [JWT_SIGNING_KEY];
  return [config.SECRET_KEY, ...config.SECRET_KEY_FALLBACKS];
}
