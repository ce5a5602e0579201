import type { z } from 'zod';

/** Why a token is refused; the message may be shown. */
export class InvalidToken extends Error {
  override readonly name = 'InvalidToken';
}

/** In SimpleJWT's words, which say no more. */
export function invalid(cause?: unknown): InvalidToken {
  return new InvalidToken('Token is invalid', { cause });
}

/** Whether a credential looks like a JWT, good or bad: it has parts. */
export function isCompact(credential: string): boolean {
  return credential.includes('.');
}

/**
 * Three parts in base64url (RFC 7515 §7.1), each in its one spelling: no padding, no white space, no
 * spare bits, so that nobody but its issuer can write a token in two ways.
 *
 * @throws {InvalidToken} for anything else.
 */
export function requireCanonical(token: string): void {
  const parts = token.split('.');
  if (parts.length !== 3 || !parts.every(isCanonical)) throw invalid();
}

function isCanonical(part: string): boolean {
  return part !== '' && Buffer.from(part, 'base64url').toString('base64url') === part;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Header (0) or payload (1) of a token, signed or not.
 *
 * @throws {InvalidToken} for a part that is no JSON in base64url, or not of that shape.
 */
export function readPart<Shape extends z.ZodType>(
  token: string,
  index: 0 | 1,
  shape: Shape,
): z.output<Shape> {
  try {
    const part = token.split('.')[index] ?? '';
    return shape.parse(JSON.parse(utf8.decode(Buffer.from(part, 'base64url'))));
  } catch (error) {
    throw invalid(error);
  }
}
