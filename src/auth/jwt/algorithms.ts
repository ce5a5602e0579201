import jsonwebtoken from 'jsonwebtoken';
import { sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** JWT_ALGORITHM's values: the MAC that DRF's users have, and three signatures (RFC 7518 §3.1, RFC 8037). */
export const ALGORITHM_NAMES = ['HS256', 'RS256', 'ES256', 'EdDSA'] as const;

/** An algorithm, as the header of a token names it. */
export type AlgorithmName = (typeof ALGORITHM_NAMES)[number];

/** One that signs with a private key, so that everybody can check it with the public one. */
export type SignatureName = Exclude<AlgorithmName, 'HS256'>;

/** The least RSA key (RFC 7518 §3.3), in bits. */
export const LEAST_RSA_BITS = 2048;

/**
 * The one algorithm that a key is for. A key that served two could be played off against the other one
 * (RFC 8725 §3.1), so neither a token nor a setting chooses: the key's own kind does.
 *
 * @returns undefined for a key that is fit for none.
 */
export function algorithmOf(key: KeyObject): AlgorithmName | undefined {
  if (key.type === 'secret') return 'HS256';
  const { namedCurve, modulusLength = 0 } = key.asymmetricKeyDetails ?? {};
  switch (key.asymmetricKeyType) {
    case 'rsa':
      return modulusLength >= LEAST_RSA_BITS ? 'RS256' : undefined;
    case 'ec':
      return namedCurve === 'prime256v1' ? 'ES256' : undefined;
    case 'ed25519':
      return 'EdDSA';
    default:
      return undefined;
  }
}

/**
 * Writes a token under a key, by the key's own algorithm.
 *
 * @param id what the header names the key by (`kid`); undefined for none.
 * @returns the token in compact form.
 */
export function signToken(claims: object, key: KeyObject, id: string | undefined): string {
  const algorithm = algorithmOf(key);
  if (algorithm === undefined) throw new TypeError('the key is fit for no algorithm');
  if (algorithm !== 'EdDSA') {
    return jsonwebtoken.sign(claims, key, {
      algorithm,
      ...(id !== undefined && { keyid: id }),
    });
  }
  // The package jsonwebtoken does the other three, and does not know EdDSA.
  const header = { alg: algorithm, typ: 'JWT', ...(id !== undefined && { kid: id }) };
  const input = `${encode(header)}.${encode(claims)}`;
  return `${input}.${sign(null, Buffer.from(input), key).toString('base64url')}`;
}

/**
 * Whether a token, in compact form, was signed by a key, with the key's own algorithm. What its claims
 * say is not looked at.
 *
 * @param key secret or public.
 */
export function isSignedBy(token: string, key: KeyObject): boolean {
  const algorithm = algorithmOf(key);
  if (algorithm === undefined) return false;
  if (algorithm === 'EdDSA') {
    const end = token.lastIndexOf('.');
    const signature = Buffer.from(token.slice(end + 1), 'base64url');
    return verify(null, Buffer.from(token.slice(0, end)), key, signature);
  }
  try {
    jsonwebtoken.verify(token, key, {
      algorithms: [algorithm],
      ignoreExpiration: true,
      ignoreNotBefore: true,
    });
    return true;
  } catch {
    // A wrong signature, a header of another algorithm, a signature of another length.
    return false;
  }
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
