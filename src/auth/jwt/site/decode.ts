import { z } from 'zod';
import type { DecodedCredentials } from '../../../site/scheme-site.ts';
import { InvalidToken, readPart, requireCanonical } from '../compact.ts';

const Part = z.record(z.string(), z.unknown());

/** Claims that are times, in seconds since 1970 (RFC 7519 §4.1). */
const TIME = /^(.*"(?:exp|iat|nbf)": )(\d+)(,?)$/gm;

/** Identifiers, digests and the like: they say nothing to people, and something to a thief. */
const OPAQUE = /^[\w+/=.-]{20,}$/;

/** Header and claims, signed by anybody or nobody: no request is let in by it. */
export function decode(token: string): DecodedCredentials | undefined {
  try {
    requireCanonical(token);
    return {
      note: 'Anybody who has the token can read this. The signature, its third part, keeps it from being changed.',
      parts: [
        { title: 'Header', text: JSON.stringify(readPart(token, 0, Part), shorten) },
        { title: 'Claims', text: show(readPart(token, 1, Part)) },
      ],
    };
  } catch (error) {
    if (error instanceof InvalidToken) return undefined;
    throw error;
  }
}

function show(part: object): string {
  const text = JSON.stringify(part, shorten, 2);
  return text.replaceAll(TIME, (_line, start: string, seconds: string, comma: string) => {
    const time = new Date(Number(seconds) * 1000).toISOString();
    return `${start}${seconds}${comma} // ${time.slice(0, 19).replace('T', ' ')} UTC`;
  });
}

function shorten(_name: string, value: unknown): unknown {
  return typeof value === 'string' && OPAQUE.test(value) ? `${value.slice(0, 4)}…` : value;
}
