import { distance } from 'fastest-levenshtein';
import { isIP } from 'node:net';
import { z } from 'zod';
import { rooms } from './auth/rooms.ts'; // 0.2
import { StartupError } from './errors.ts';
import { integer, list } from './setting.ts';

/** RFC 7518 §3.2: an HS256 key has at least as many bits as the hash. */
const MIN_KEY_BYTES = 32;

const schemeNames = rooms.map(({ name }) => name); // 0.2

/** The settings that belong to no scheme: environment variable → reader with a default. */
const serverSettings = {
  NODE_ENV: z
    .enum(['development', 'production', 'test'], 'must be development, production or test')
    .default('development'),
  HOST: z.string().default('127.0.0.1'),
  PORT: integer(8000, 0, 65535),
  LOG_LEVEL: z
    .enum(
      ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
      'must be trace, debug, info, warn, error, fatal or silent',
    )
    .default('info'),
  /** How many proxies stand in front, or their addresses; only they may say who the client is. */
  TRUST_PROXY: z.string().optional().transform(readTrustProxy),
  TLS_CERT: z.string().optional(),
  TLS_KEY: z.string().optional(),
  DATABASE_URL: z.string().default('sqlite:var/db.sqlite3'), // 0.2
  SECRET_KEY: z.string().optional(), // 0.2
  SECRET_KEY_FALLBACKS: list([]), // 0.2
  AUTH_SCHEMES: list(schemeNames).refine(
    isListOfSchemes,
    `must name some of ${schemeNames.join(', ')}`,
  ), // 0.2
  BCRYPT_COST: integer(12, 4, 20), // 0.2
};

type ServerSettings = z.output<z.ZodObject<typeof serverSettings>>;

/** The settings, checked. Keys are the environment variables' names. */
export interface Config extends Omit<ServerSettings, 'SECRET_KEY'> {
  readonly SECRET_KEY: string;
  /** Room name → that room's own settings. */
  readonly rooms: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
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
export function loadConfig({ environment, file = {}, developmentKey }: ConfigSources): Config {
  const variables: Record<string, string> = {};
  for (const [name, value] of Object.entries({ ...file, ...environment })) {
    if (value !== undefined && value !== '') variables[name] = value;
  }

  const problems = [...unknownNames(environment, file)];
  const server = z.object(serverSettings).safeParse(variables);
  if (!server.success) problems.push(...describe(server.error));
  const ofRooms: Record<string, Record<string, unknown>> = {};
  for (const room of rooms) {
    const settings = z.object(room.settings).safeParse(variables);
    if (settings.success) ofRooms[room.name] = settings.data;
    else problems.push(...describe(settings.error));
  }
  if (server.success) problems.push(...combinations(server.data));
  if (!server.success || problems.length > 0) {
    throw new StartupError(problems.join('\n'));
  }
  const { SECRET_KEY = developmentKey(), ...settings } = server.data;
  return { ...settings, SECRET_KEY, rooms: ofRooms };
}

/** Settings that are fine alone and not together. */
function* combinations(settings: ServerSettings): Generator<string> {
  const { NODE_ENV, SECRET_KEY, BCRYPT_COST, TLS_CERT, TLS_KEY } = settings;
  if ((TLS_CERT === undefined) !== (TLS_KEY === undefined)) {
    yield 'TLS_CERT, TLS_KEY: only one of them is set; set both, or neither.';
  }
  if (SECRET_KEY !== undefined && Buffer.byteLength(SECRET_KEY) < MIN_KEY_BYTES) {
    yield `SECRET_KEY: shorter than ${MIN_KEY_BYTES} bytes; make one with: openssl rand -base64 48`;
  }
  if (NODE_ENV !== 'production') return;
  if (SECRET_KEY === undefined) {
    yield 'SECRET_KEY: not set, and production needs one; make one with: openssl rand -base64 48';
  }
  if (BCRYPT_COST < 10) {
    yield `BCRYPT_COST: ${BCRYPT_COST} is too cheap for production; use 12, or at least 10.`;
  }
}

function describe(error: z.ZodError): string[] {
  return error.issues.map(({ path, message }) => `${path.join('.')}: ${message}.`);
}

/** A name that nothing reads is a setting somebody believes in. */
function* unknownNames(
  environment: ConfigSources['environment'],
  file: NonNullable<ConfigSources['file']>,
): Generator<string> {
  for (const name of Object.keys(file)) {
    if (settingNames.includes(name)) continue;
    const meant = settingNames.find((known) => distance(name, known) <= 2);
    const remedy = meant === undefined ? 'remove it' : `did you mean ${meant}?`;
    yield `${name}: there is no such setting (in .env); ${remedy}`;
  }
  // The environment is full of other programs' variables; only a near miss is surely ours.
  for (const name of Object.keys(environment)) {
    if (name.length < 8 || settingNames.includes(name) || name in file) continue;
    const meant = settingNames.find((known) => known.length >= 8 && distance(name, known) <= 2);
    if (meant !== undefined) yield `${name}: there is no such setting; did you mean ${meant}?`;
  }
}

function isListOfSchemes(names: readonly string[]): boolean {
  return names.length > 0 && names.every((name) => schemeNames.includes(name));
}

/** Express's own forms, but for `true`, which would believe whatever a client says. */
function readTrustProxy(
  text: string | undefined,
  context: z.RefinementCtx,
): number | string[] | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,2}$/.test(text)) return Number(text);
  const addresses = text.split(',').map((address) => address.trim());
  const names = ['loopback', 'linklocal', 'uniquelocal'];
  const known = (address: string): boolean =>
    names.includes(address) || isIP(address.split('/', 1)[0] ?? '') !== 0;
  if (addresses.every(known)) return addresses;
  context.addIssue(
    'is neither a number of proxies nor their addresses; write 1, or loopback, or 10.0.0.0/8',
  );
  return z.NEVER;
}
