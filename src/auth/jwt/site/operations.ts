import { createPublicKey, generateKeyPairSync, randomBytes, createSecretKey } from 'node:crypto';
import type { Operation } from '../../../site/scheme-site.ts';
import { isSignedBy, signToken } from '../algorithms.ts';
import { newJti } from '../json-web-token.ts';

/** Signing and checking a token with each algorithm: what a server that remembers nothing pays each time. */
export function operations(): Operation[] {
  const claims = {
    token_type: 'access',
    exp: Math.floor(Date.now() / 1000) + 300,
    iat: Math.floor(Date.now() / 1000),
    jti: newJti(),
    user_id: '1',
    epoch: 0,
  };
  const keys = {
    HS256: createSecretKey(randomBytes(48)),
    RS256: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
    ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
    EdDSA: generateKeyPairSync('ed25519').privateKey,
  };
  return Object.entries(keys).flatMap(([name, key]) => {
    const publicKey = key.type === 'secret' ? key : createPublicKey(key);
    const token = signToken(claims, key, undefined);
    return [
      { name: `${name}, signing`, run: () => signToken(claims, key, undefined) },
      { name: `${name}, checking`, run: () => isSignedBy(token, publicKey) },
    ];
  });
}
