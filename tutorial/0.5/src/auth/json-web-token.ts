import jsonwebtoken from 'jsonwebtoken';
import { createSecretKey, randomUUID } from 'node:crypto';
import { deriveKey } from '../keys.ts';

/** The one algorithm (RFC 8725 §3.1); a token does not choose how it is verified. */
const ALGORITHM = 'HS256';
const KEY = createSecretKey(deriveKey('jwt'), 'hex');
/** In seconds. */
const LIFETIMES = { access: 5 * 60, refresh: 24 * 60 * 60 };

/** What a token is good for. */
export type TokenType = keyof typeof LIFETIMES;

/** Why a token is refused, in SimpleJWT's words. */
export class InvalidToken extends Error {}

/** A token that says whose it is, what it is good for and until when. */
export function signToken(type: TokenType, userId: number): string {
  const claims = { token_type: type, jti: randomUUID(), user_id: String(userId) };
  return jsonwebtoken.sign(claims, KEY, { algorithm: ALGORITHM, expiresIn: LIFETIMES[type] });
}

/**
 * @returns the id of the user whose token it is.
 * @throws {InvalidToken} also for one that never ends, and one of the other type.
 */
export function verifyToken(type: TokenType, token: string): number {
  const claims = readClaims(token);
  if (claims.exp === undefined) throw new InvalidToken("Token has no 'exp' claim");
  if (claims.token_type !== type) throw new InvalidToken('Token has wrong type');
  return Number(claims.user_id);
}

function readClaims(token: string): jsonwebtoken.JwtPayload {
  try {
    const claims = jsonwebtoken.verify(token, KEY, { algorithms: [ALGORITHM] });
    if (typeof claims === 'string') throw new InvalidToken('no claims');
    return claims;
  } catch (error) {
    throw new InvalidToken('Token is invalid or expired', { cause: error });
  }
}
