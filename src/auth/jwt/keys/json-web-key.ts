import { createHash, createPublicKey } from 'node:crypto';
import type { JsonWebKey, KeyObject } from 'node:crypto';

/** The members that make up a public key, by its kind, in the order of RFC 7638 §3.2. */
const MEMBERS: Readonly<Record<string, readonly (keyof JsonWebKey)[]>> = {
  RSA: ['e', 'kty', 'n'],
  EC: ['crv', 'kty', 'x', 'y'],
  OKP: ['crv', 'kty', 'x'],
};

/** The public part of a key, private or public, as a JWK (RFC 7517), and nothing besides. */
export function publicJwk(key: KeyObject): JsonWebKey {
  const jwk = (key.type === 'private' ? createPublicKey(key) : key).export({ format: 'jwk' });
  const members = MEMBERS[jwk.kty ?? ''] ?? [];
  return Object.fromEntries(members.map((name) => [name, jwk[name]]));
}

/** What a key is called by: the SHA-256 of its public part (RFC 7638), 43 characters of base64url. */
export function thumbprint(key: KeyObject): string {
  return createHash('sha256')
    .update(JSON.stringify(publicJwk(key)))
    .digest('base64url');
}

/** @throws {TypeError} for what is no key. */
export function importJwk(jwk: JsonWebKey): KeyObject {
  return createPublicKey({ key: jwk, format: 'jwk' });
}
