import { createPublicKey } from 'node:crypto';
import type { z } from 'zod';
import { strictInProduction } from './production.ts';
import { optionalSetting, setting } from './reader.ts';

/** RFC 7518 §3.2: an HS256 key has at least as many bits as the hash. */
const MIN_BYTES = 32;

const REMEDY = '`openssl rand -hex 32` makes one';
const REMEDY_FOR_PAIRS =
  'a private key that signs JWTs goes into a file, with JWT_ALGORITHM and JWT_PRIVATE_KEY_FILE';

/** Django's own mark of a key that was never meant for production, and examples. */
const EXAMPLE =
  /django-insecure|change.?(me|this)|your.?(256.?bit.?)?secret|a-string-secret|example|password/i;

/** As people begin a list of characters, forwards and backwards. */
const SEQUENCES = ['0123456789', 'abcdefghijklmnopqrstuvwxyz', 'qwertyuiopasdfghjklzxcvbnm'];

/**
 * A secret that signs or seals. Every setting of that kind is read by this or by {@link keys}, so
 * that no key is taken that anybody else can know: one that is too short, or public by its nature,
 * never; a well-known one not in production. White space around it is not part of it, for it comes
 * and goes with the way in which a secret is stored.
 */
export function key(): z.ZodType<string | undefined> {
  const reader = optionalSetting((text, refuse) => {
    const value = text.trim();
    const problem = problemOf(value);
    if (problem === undefined) return value;
    const remedy = isAsymmetric(value) ? `${REMEDY}, and ${REMEDY_FOR_PAIRS}` : REMEDY;
    return refuse(`${problem}; ${remedy}`);
  });
  return strictInProduction(reader, (value) =>
    value === undefined || !isWellKnown(value)
      ? undefined
      : `an example, or easy to guess, so that anybody can sign with it; ${REMEDY}`,
  );
}

/** Several of them, separated by commas; `\,` is a comma within one. */
export function keys(): z.ZodType<readonly string[]> {
  const reader = setting<readonly string[]>('', (text, refuse) => {
    const values = text
      .split(/(?<!\\),/)
      .map((value) => value.replaceAll(String.raw`\,`, ',').trim())
      .filter((value) => value !== '');
    const problem = values.map(problemOf).find((each) => each !== undefined);
    if (problem === undefined) return values;
    return refuse(`one of them ${problem}; remove it, or write \\, for a comma within a key`);
  });
  return strictInProduction(reader, (values) =>
    values.some(isWellKnown)
      ? 'one of them is an example, or easy to guess, so that anybody can sign with it; remove it'
      : undefined,
  );
}

function problemOf(value: string): string | undefined {
  if (Buffer.byteLength(value) < MIN_BYTES) {
    return `is shorter than ${MIN_BYTES} bytes, and as such can be guessed`;
  }
  if (isAsymmetric(value)) {
    return 'is a key or certificate of a pair, whose public half anybody may know';
  }
  return undefined;
}

/**
 * Whether a text is a key of a pair: PEM, SSH's form, a JWK, or DER in Base64. A public one is known
 * to everybody, and HMAC would take it for a secret (RFC 8725 §2.1); PyJWT refuses them as well.
 */
function isAsymmetric(value: string): boolean {
  if (/-----BEGIN |^(?:ssh|ecdsa|sk)-\S+ AAAA|^\{.*"kty"/s.test(value)) return true;
  try {
    createPublicKey({ key: Buffer.from(value, 'base64'), format: 'der', type: 'spki' });
    return true;
  } catch {
    return false;
  }
}

/** What people publish, type or repeat; chance gives none of it. */
function isWellKnown(value: string): boolean {
  if (new Set(value).size < 10 || EXAMPLE.test(value)) return true;
  const lower = value.toLowerCase();
  return isRepetition(value) || SEQUENCES.some((sequence) => lower.includes(sequence));
}

/** The same again and again, the last time perhaps cut off. */
function isRepetition(value: string): boolean {
  for (let period = 1; period <= value.length / 2; period++) {
    if (value.slice(period) === value.slice(0, -period)) return true;
  }
  return false;
}

/**
 * A file with a secret that a setting of a scheme names. The server says at start when others can read
 * it.
 */
export class SecretFile {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }
}
