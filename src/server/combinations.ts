import { isSocketPath } from '../setting/listen-host.ts';
import type { ServerSettings } from './config.ts';

/** Without them the wrong passwords of one client would shut out all. */
export const NO_ADDRESSES =
  'TRUST_PROXY: not set, and over a Unix socket a client has no address but the one that a proxy tells; set TRUST_PROXY=loopback, and let a proxy alone connect.';

/**
 * Settings that are fine alone and not together.
 *
 * @param settings those that are fine alone.
 * @returns a line for each, with its remedy.
 */
export function* combinations(settings: Partial<ServerSettings>): Generator<string> {
  const { NODE_ENV, TLS_CERT, TLS_KEY, HOST = '' } = settings;
  if ((TLS_CERT === undefined) !== (TLS_KEY === undefined)) {
    yield 'TLS_CERT, TLS_KEY: only one of them is set; set both, or neither.';
  }
  if (isSocketPath(HOST) && isUnset(settings, 'TRUST_PROXY')) yield NO_ADDRESSES;
  const { WEB_CONCURRENCY = 1, DATABASE_URL } = settings;
  if (WEB_CONCURRENCY > 1 && DATABASE_URL === 'sqlite::memory:') {
    yield `WEB_CONCURRENCY, DATABASE_URL: ${WEB_CONCURRENCY} processes would each have a database of their own in memory; name a file, or set WEB_CONCURRENCY=1.`;
  }
  if (NODE_ENV === 'production') yield* productionProblems(settings);
}

/** What works, and may one day do something else than was meant; a line each. */
export function* doubts({ SECRET_KEY }: Partial<ServerSettings>): Generator<string> {
  if (SECRET_KEY?.includes(',')) {
    yield 'SECRET_KEY: has a comma, which separates keys in SECRET_KEY_FALLBACKS; write \\, for it when the key moves there.';
  }
}

/** What is fine at a desk and not on the internet. */
function* productionProblems(settings: Partial<ServerSettings>): Generator<string> {
  const { BCRYPT_COST, DATABASE_URL } = settings;
  if (isUnset(settings, 'SECRET_KEY')) {
    yield 'SECRET_KEY: not set, and production needs one; `openssl rand -hex 32` makes one.';
  }
  if ('ALLOWED_HOSTS' in settings && settings.ALLOWED_HOSTS === undefined) {
    yield 'ALLOWED_HOSTS: not set, so that nothing tells our names from those that others let point here; name what the server is called by, such as example.com, or .example.com for all below it as well.';
  }
  if (BCRYPT_COST !== undefined && BCRYPT_COST < 10) {
    yield `BCRYPT_COST: ${BCRYPT_COST} makes a stolen table of passwords cheap to guess; use 12, or at least 10.`;
  }
  if (DATABASE_URL === 'sqlite::memory:') {
    yield 'DATABASE_URL: in memory, so that every restart forgets all users; name a file.';
  }
  if (settings.LOGIN_THROTTLE === false) {
    yield 'LOGIN_THROTTLE: off, so that passwords can be guessed without end; remove it, or set it to on.';
  }
  if (isPlain(settings) && settings.ALLOW_INSECURE_HTTP === false) {
    yield 'TLS_CERT, TLS_KEY, TRUST_PROXY: none is set, so that passwords and cookies would travel in the clear; set TLS_CERT and TLS_KEY, or TRUST_PROXY behind a proxy that speaks TLS, or ALLOW_INSECURE_HTTP=true.';
  }
}

/** Whether nothing says that the server is reached over TLS. */
export function isPlain(settings: Partial<ServerSettings>): boolean {
  const names = ['TLS_CERT', 'TLS_KEY', 'TRUST_PROXY'] as const;
  return names.every((name) => isUnset(settings, name));
}

/** Nobody gave it a value, not even a wrong one, which has been complained of already. */
function isUnset(settings: Partial<ServerSettings>, name: keyof ServerSettings): boolean {
  return name in settings && settings[name] === undefined;
}
