import { z } from 'zod';
import { rooms } from './auth/rooms.ts';
import { StartupError } from './errors.ts';
import { combinations, doubts } from './setting/combinations.ts';
import { duration } from './setting/duration.ts';
import { flag } from './setting/flag.ts';
import { DEVELOPMENT_HOSTS, hosts } from './setting/hosts.ts';
import { integer } from './setting/integer.ts';
import { key, keys } from './setting/key.ts';
import { list } from './setting/list.ts';
import { origins } from './setting/origins.ts';
import { productionProblem } from './setting/production.ts';
import { trustProxy } from './setting/trust-proxy.ts';
import { unknownNames } from './setting/unknown-names.ts';

const schemeNames = rooms.map(({ name }) => name);

/** The settings that belong to no scheme: environment variable → reader with a default. */
const serverSettings = {
  NODE_ENV: z
    .enum(['development', 'production', 'test'], 'must be development, production or test')
    .default('development'),
  HOST: z.string().default('127.0.0.1'),
  PORT: integer(8000, 0, 65535),
  ALLOWED_HOSTS: hosts(),
  TRUSTED_ORIGINS: origins(),
  WEB_CONCURRENCY: integer(1, 1, 64),
  LOG_LEVEL: z
    .enum(
      ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
      'must be trace, debug, info, warn, error, fatal or silent',
    )
    .default('info'),
  METRICS: flag(false),
  METRICS_HOST: z.string().default('127.0.0.1'),
  METRICS_PORT: integer(9464, 0, 65535),
  TRUST_PROXY: trustProxy(),
  /** Between two requests of a connection; longer than a proxy waits, so that it is the one to hang up. */
  KEEP_ALIVE_TIMEOUT: duration('65s', 1000, 3_600_000),
  SHUTDOWN_DELAY: duration('0', 0, 600_000),
  TLS_CERT: z.string().optional(),
  TLS_KEY: z.string().optional(),
  ALLOW_INSECURE_HTTP: flag(false),
  DATABASE_URL: z.string().default('sqlite:var/db.sqlite3'),
  /** PostgreSQL's connections of each process; two at least, one of them for transactions. */
  DATABASE_POOL_SIZE: integer(15, 2, 1000),
  AUTH_SCHEMES: list(schemeNames, schemeNames),
  BCRYPT_COST: integer(12, 4, 16),
  SECRET_KEY: key(),
  SECRET_KEY_FALLBACKS: keys(),
  LOGIN_THROTTLE: flag(true),
  EVENT_RETENTION: duration('90d', 86_400_000),
};

/** The settings that belong to no scheme, read. */
export type ServerSettings = z.output<z.ZodObject<typeof serverSettings>>;

/** The settings, checked. Keys are the environment variables' names. */
export interface Config extends Omit<ServerSettings, 'SECRET_KEY' | 'ALLOWED_HOSTS'> {
  readonly SECRET_KEY: string;
  readonly ALLOWED_HOSTS: readonly string[];
  /** Room name → that room's own settings. */
  readonly rooms: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** What may be a mistake, a line each. */
  readonly warnings: readonly string[];
}

/** All names a setting can have. */
export const settingNames: readonly string[] = [
  ...Object.keys(serverSettings),
  ...rooms.flatMap(({ settings }) => Object.keys(settings)),
];

/** Where the settings come from. */
export interface ConfigSources {
  /** Environment variables; an empty one counts as absent. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The variables of the `.env` file. The environment comes first. */
  readonly file?: Readonly<Record<string, string | undefined>>;
  /** Makes (once) and returns the key that a development server uses when none is set. */
  readonly developmentKey: () => string;
}

/**
 * Reads and checks every setting.
 *
 * @throws {StartupError} one line for each setting that is wrong, with its remedy.
 */
export function loadConfig(sources: ConfigSources): Config {
  const { environment, file = {} } = sources;
  const variables: Record<string, string> = {};
  for (const [name, value] of Object.entries({ ...file, ...environment })) {
    // Blank is as good as absent, but for the schemes: who names none does not mean all of them.
    if (value !== undefined && (value !== '' || name === 'AUTH_SCHEMES')) variables[name] = value;
  }

  const isProduction = variables.NODE_ENV === 'production';
  const problems: string[] = [];
  const read = <Settings extends z.ZodRawShape>(
    settings: Settings,
  ): Partial<z.output<z.ZodObject<Settings>>> => {
    const values: Record<string, unknown> = {};
    for (const [name, reader] of Object.entries(settings)) {
      const result = z.safeParse(reader, variables[name]);
      if (!result.success) {
        problems.push(...result.error.issues.map(({ message }) => `${name}: ${message}.`));
        continue;
      }
      values[name] = result.data;
      const problem = isProduction ? productionProblem(reader, result.data) : undefined;
      if (problem !== undefined) problems.push(`${name}: ${problem}.`);
    }
    return values as Partial<z.output<z.ZodObject<Settings>>>;
  };

  const names = unknownNames(settingNames, environment, file);
  problems.push(...names.errors);
  const server = read(serverSettings);
  const ofRooms = rooms.map((room) => [room.name, read(room.settings)] as const);
  problems.push(...combinations(server));
  if (problems.length > 0) throw new StartupError(problems.join('\n'));
  const complete = server as ServerSettings;
  return {
    ...complete,
    SECRET_KEY: complete.SECRET_KEY ?? sources.developmentKey(),
    ALLOWED_HOSTS: complete.ALLOWED_HOSTS ?? DEVELOPMENT_HOSTS,
    rooms: Object.fromEntries(ofRooms),
    warnings: [...names.warnings, ...doubts(complete)],
  };
}
