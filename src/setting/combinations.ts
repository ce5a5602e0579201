import type { ServerSettings } from '../config.ts';

/** RFC 7518 §3.2: an HS256 key has at least as many bits as the hash. */
const MIN_KEY_BYTES = 32;

const MAKE_KEY = 'make one with: openssl rand -base64 48';

/**
 * Settings that are fine alone and not together.
 *
 * @param settings those that are fine alone.
 * @returns a line for each, with its remedy.
 */
export function* combinations(settings: Partial<ServerSettings>): Generator<string> {
  const { NODE_ENV, SECRET_KEY, SECRET_KEY_FALLBACKS, TLS_CERT, TLS_KEY } = settings;
  if ((TLS_CERT === undefined) !== (TLS_KEY === undefined)) {
    yield 'TLS_CERT, TLS_KEY: only one of them is set; set both, or neither.';
  }
  if (SECRET_KEY !== undefined && Buffer.byteLength(SECRET_KEY) < MIN_KEY_BYTES) {
    yield `SECRET_KEY: shorter than ${MIN_KEY_BYTES} bytes, and as such can be guessed; ${MAKE_KEY}`;
  }
  if (SECRET_KEY_FALLBACKS?.some((key) => Buffer.byteLength(key) < MIN_KEY_BYTES)) {
    yield `SECRET_KEY_FALLBACKS: one is shorter than ${MIN_KEY_BYTES} bytes, and as good as the key itself; remove it.`;
  }
  const { WEB_CONCURRENCY = 1, DATABASE_URL } = settings;
  if (WEB_CONCURRENCY > 1 && DATABASE_URL === 'sqlite::memory:') {
    yield `WEB_CONCURRENCY, DATABASE_URL: ${WEB_CONCURRENCY} processes would each have a database of their own in memory; name a file, or set WEB_CONCURRENCY=1.`;
  }
  if (NODE_ENV === 'production') yield* productionProblems(settings);
}

/** What is fine at a desk and not on the internet. */
function* productionProblems(settings: Partial<ServerSettings>): Generator<string> {
  const { SECRET_KEY, BCRYPT_COST, DATABASE_URL, TLS_CERT, TRUST_PROXY } = settings;
  if (SECRET_KEY === undefined) {
    yield `SECRET_KEY: not set, and production needs one; ${MAKE_KEY}`;
  } else if (isWellKnown(SECRET_KEY)) {
    yield `SECRET_KEY: an example, or easy to guess, so that anybody can sign tokens; ${MAKE_KEY}`;
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
  const isTlsPossible = TLS_CERT !== undefined || TRUST_PROXY !== undefined;
  if (!isTlsPossible && !settings.ALLOW_INSECURE_HTTP) {
    yield 'TLS_CERT, TLS_KEY, TRUST_PROXY: none is set, so that passwords and cookies would travel in the clear; set TLS_CERT and TLS_KEY, or TRUST_PROXY behind a proxy that speaks TLS, or ALLOW_INSECURE_HTTP=true.';
  }
}

/** Django's own mark of a key that was never meant for production, and keys that people type. */
function isWellKnown(key: string): boolean {
  const isTyped = new Set(key).size < 10;
  return isTyped || /django-insecure|change.?(me|this)|your.?secret|example|password/i.test(key);
}
