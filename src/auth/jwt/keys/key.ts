import { generateKeyPair } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { LEAST_RSA_BITS } from '../algorithms.ts';
import type { AlgorithmName, SignatureName } from '../algorithms.ts';
import { publicJwk, thumbprint } from './json-web-key.ts';

/**
 * What the shared secret of HS256 is called by. Its bytes are in the settings; the database knows since
 * when and until when it counts, as of any other key.
 */
export const SECRET_ID = 'HS256';

/** A key that tokens are signed with, as the database knows it; times are Unix milliseconds. */
export interface StoredKey {
  /** The thumbprint, which is the `kid` of its tokens; {@link SECRET_ID} for the shared secret. */
  readonly id: string;
  readonly algorithm: AlgorithmName;
  /** A JWK, as text; null for the shared secret. */
  readonly publicKey: string | null;
  /** The private part; null where it is kept in a file, or in the settings. */
  readonly sealed: Buffer | null;
  readonly publishedAt: number;
  /** From here on it signs, unless one that came later does. */
  readonly signsFrom: number;
  /** From here on nothing that it signed counts; null while that is not known. */
  readonly expiresAt: number | null;
}

/** A key that is about to be published. */
export type NewKey = Pick<StoredKey, 'id' | 'algorithm' | 'publicKey' | 'sealed'>;

/** The shared secret, as it is before the database knows anything of it. */
export const SHARED_SECRET: StoredKey = {
  id: SECRET_ID,
  algorithm: 'HS256',
  publicKey: null,
  sealed: null,
  publishedAt: 0,
  signsFrom: 0,
  expiresAt: null,
};

/** Whether a key, at a time, still counts. */
export function isLive({ expiresAt }: StoredKey, now: number): boolean {
  return expiresAt === null || now < expiresAt;
}

const generate = promisify(generateKeyPair);

/** Makes a private key. */
export async function generateKey(algorithm: SignatureName): Promise<KeyObject> {
  switch (algorithm) {
    case 'RS256':
      return (await generate('rsa', { modulusLength: LEAST_RSA_BITS })).privateKey;
    case 'ES256':
      return (await generate('ec', { namedCurve: 'P-256' })).privateKey;
    case 'EdDSA':
      return (await generate('ed25519')).privateKey;
  }
}

/**
 * @param key private.
 * @param seal closes its text for the database; undefined for a key that is not kept there.
 */
export function newKey(
  algorithm: AlgorithmName,
  key: KeyObject,
  seal?: (text: string, id: string) => Buffer,
): NewKey {
  const id = thumbprint(key);
  const text = key.export({ type: 'pkcs8', format: 'pem' }).toString();
  return {
    id,
    algorithm,
    publicKey: JSON.stringify(publicJwk(key)),
    sealed: seal?.(text, id) ?? null,
  };
}
