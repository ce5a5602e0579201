import type { ServerSettings } from '../config.ts';

/** RFC 7518 §3.2: an HS256 key has at least as many bits as the hash. */
const MIN_KEY_BYTES = 32;

/**
 * Settings that are fine alone and not together.
 *
 * @returns a line for each, with its remedy.
 */
export function* combinations(settings: ServerSettings): Generator<string> {
  const { NODE_ENV, SECRET_KEY, SECRET_KEY_FALLBACKS, BCRYPT_COST, TLS_CERT, TLS_KEY } = settings;
  if ((TLS_CERT === undefined) !== (TLS_KEY === undefined)) {
    yield 'TLS_CERT, TLS_KEY: only one of them is set; set both, or neither.';
  }
  if (SECRET_KEY !== undefined && Buffer.byteLength(SECRET_KEY) < MIN_KEY_BYTES) {
    yield `SECRET_KEY: shorter than ${MIN_KEY_BYTES} bytes; make one with: openssl rand -base64 48`;
  }
  if (SECRET_KEY_FALLBACKS.some((key) => Buffer.byteLength(key) < MIN_KEY_BYTES)) {
    yield `SECRET_KEY_FALLBACKS: one is shorter than ${MIN_KEY_BYTES} bytes, and as good as the key itself; remove it.`;
  }
  if (NODE_ENV !== 'production') return;
  if (SECRET_KEY === undefined) {
    yield 'SECRET_KEY: not set, and production needs one; make one with: openssl rand -base64 48';
  }
  if (BCRYPT_COST < 10) {
    yield `BCRYPT_COST: ${BCRYPT_COST} is too cheap for production; use 12, or at least 10.`;
  }
}
