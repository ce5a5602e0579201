import { createPrivateKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { SecretFile } from '../../../setting/key.ts';
import { optionalSetting } from '../../../setting/reader.ts';
import { algorithmOf, LEAST_RSA_BITS } from '../algorithms.ts';
import type { AlgorithmName } from '../algorithms.ts';
import { thumbprint } from './json-web-key.ts';

/** A private key that an administrator keeps in a file. */
export class PrivateKeyFile extends SecretFile {
  readonly key: KeyObject;
  readonly algorithm: AlgorithmName;
  /** The `kid` of its tokens. */
  readonly id: string;

  constructor(path: string, key: KeyObject, algorithm: AlgorithmName) {
    super(path);
    this.key = key;
    this.algorithm = algorithm;
    this.id = thumbprint(key);
  }
}

/** A setting that names a file in PEM with a private key, of a kind that an algorithm here can use. */
export function privateKeyFile(): z.ZodType<PrivateKeyFile | undefined> {
  return optionalSetting((path, refuse) => {
    const read = readFile(path);
    return read instanceof PrivateKeyFile ? read : refuse(read);
  });
}

/** @returns what is wrong with it, where something is. */
function readFile(path: string): PrivateKeyFile | string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return 'cannot be read; name a file that the server may read';
  }
  let key: KeyObject;
  try {
    key = createPrivateKey({ key: text, format: 'pem' });
  } catch {
    return 'holds no private key in PEM, or one under a passphrase; `openssl genpkey -algorithm ed25519` makes one';
  }
  const algorithm = algorithmOf(key);
  return algorithm === undefined ? problemOf(key) : new PrivateKeyFile(path, key, algorithm);
}

/** Why no algorithm can use it. */
function problemOf({ asymmetricKeyType, asymmetricKeyDetails = {} }: KeyObject): string {
  const { modulusLength, namedCurve } = asymmetricKeyDetails;
  if (asymmetricKeyType === 'rsa') {
    return `holds an RSA key of ${modulusLength ?? 0} bits, which is too short; make one of ${LEAST_RSA_BITS} or more`;
  }
  if (asymmetricKeyType === 'ec') {
    return `holds a key on the curve ${namedCurve ?? ''}, which fits no algorithm here; ES256 takes prime256v1 (P-256)`;
  }
  return `holds a key of the type ${asymmetricKeyType ?? ''}, which fits no algorithm here; take RSA for RS256, P-256 for ES256, Ed25519 for EdDSA`;
}
