import { z } from 'zod';
import type { SchemeChoice } from '../auth/open-schemes.ts';
import { DEFAULT_POOL_SIZE } from '../database/postgres/pools.ts';
import { basePath } from '../setting/base-path.ts';
import { choice, duration, flag, integer } from '../setting/scalars.ts';
import { hosts } from '../setting/hosts.ts';
import { key, keys } from '../setting/key.ts';
import { listenAddress, listenHost } from '../setting/listen-host.ts';
import { list } from '../setting/list.ts';
import { origins } from '../setting/origins.ts';
import { redirectUrl } from '../setting/redirect-url.ts';
import { trustProxy } from '../setting/trust-proxy.ts';
import { DEFAULT_STATE_FOLDER } from '../setting/state-folder.ts';
import { LOGIN_FIELDS } from '../users/login-fields.ts';
import { PASSWORD_FORMAT_NAMES } from '../users/password-format.ts';

/** The settings that belong to no scheme: environment variable → reader with a default. */
export const serverSettings = {
  NODE_ENV: choice(['development', 'production', 'test'], 'development'),
  HOST: listenAddress(),
  PORT: integer(8000, 0, 65535),
  ALLOWED_HOSTS: hosts(),
  TRUSTED_ORIGINS: origins(),
  /** Below which the whole server is; its cookies are for that path alone. */
  BASE_PATH: basePath(),
  /** Where people go after a login that was not on the way to anywhere. */
  LOGIN_REDIRECT_URL: redirectUrl(),
  WEB_CONCURRENCY: integer(1, 1, 64),
  LOG_LEVEL: choice(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], 'info'),
  METRICS: flag(false),
  METRICS_HOST: listenHost(),
  METRICS_PORT: integer(9464, 0, 65535),
  TRUST_PROXY: trustProxy(),
  /** Between two requests of a connection; longer than a proxy waits, so that it is the one to hang up. */
  KEEP_ALIVE_TIMEOUT: duration('65s', 1000, 3_600_000),
  SHUTDOWN_DELAY: duration('0', 0, 600_000),
  TLS_CERT: z.string().optional(),
  TLS_KEY: z.string().optional(),
  ALLOW_INSECURE_HTTP: flag(false),
  STATE_FOLDER: z.string().default(DEFAULT_STATE_FOLDER),
  DATABASE_URL: z.string().optional(),
  /** PostgreSQL's connections of each process; two at least, one of them for transactions. */
  DATABASE_POOL_SIZE: integer(DEFAULT_POOL_SIZE, 2, 1000),
  BCRYPT_COST: integer(12, 4, 16),
  /** How new passwords are written; all that Django writes is read. */
  PASSWORD_FORMAT: choice(PASSWORD_FORMAT_NAMES, 'bcrypt_sha256'),
  SECRET_KEY: key(),
  SECRET_KEY_FALLBACKS: keys(),
  /** What people log in with; of two users who have the same, it is the first field's. */
  LOGIN_FIELDS: list(['username'], LOGIN_FIELDS),
  LOGIN_THROTTLE: flag(true),
  EVENT_RETENTION: duration('90d', 86_400_000),
};

export type ServerSettings = z.output<z.ZodObject<typeof serverSettings>>;

/** The settings, checked. Keys are the environment variables' names. */
export interface Config
  extends
    Omit<ServerSettings, 'SECRET_KEY' | 'ALLOWED_HOSTS' | 'DATABASE_URL' | 'LOGIN_REDIRECT_URL'>,
    SchemeChoice {
  readonly SECRET_KEY: string;
  readonly DATABASE_URL: string;
  readonly LOGIN_REDIRECT_URL: string;
  readonly ALLOWED_HOSTS: readonly string[];
  /** What may be a mistake, a line each. */
  readonly warnings: readonly string[];
}
