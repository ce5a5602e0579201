import { constants, createHmac, generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { thumbprint } from '../../../src/auth/jwt/keys/json-web-key.ts';
import { SECRET_KEY } from '../../support/server.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { encode } from './forge.ts';

/** Somebody who has the server's own key, so that nothing but the attack is wrong with a token. */
export interface Signer {
  readonly algorithm: string;
  /** Of a server with that key. */
  readonly settings: () => Record<string, string>;
  /** The header of a genuine token. */
  readonly header: Readonly<Record<string, string>>;
  /** undefined for a shared secret. */
  readonly keys: { readonly publicKey: KeyObject; readonly privateKey: KeyObject } | undefined;
  /** The signature of these bytes. */
  readonly signatureOf: (input: string) => Buffer;
}

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const ed = generateKeyPairSync('ed25519');

const hs256: Signer = {
  algorithm: 'HS256',
  settings: () => ({}),
  header: { alg: 'HS256', typ: 'JWT' },
  keys: undefined,
  signatureOf: (input) => createHmac('sha256', SECRET_KEY).update(input).digest(),
};

/** One for each algorithm. */
export const signers: readonly Signer[] = [
  hs256,
  signerOf('RS256', rsa, (input) =>
    sign('sha256', input, { key: rsa.privateKey, padding: constants.RSA_PKCS1_PADDING }),
  ),
  signerOf('ES256', ec, (input) =>
    sign('sha256', input, { key: ec.privateKey, dsaEncoding: 'ieee-p1363' }),
  ),
  signerOf('EdDSA', ed, (input) => sign(null, input, ed.privateKey)),
];

/** A token with these parts, and a genuine signature whatever the header says. */
export function signedBy({ signatureOf }: Signer, header: unknown, payload: unknown): string {
  const input = `${encode(header)}.${encode(payload)}`;
  return `${input}.${signatureOf(input).toString('base64url')}`;
}

/** A file with a private key in PEM; it goes with the test. */
export function pemFile(key: KeyObject): string {
  const file = join(temporaryFolder(), 'key.pem');
  writeFileSync(file, key.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  return file;
}

function signerOf(
  algorithm: string,
  keys: NonNullable<Signer['keys']>,
  signBytes: (input: Buffer) => Buffer,
): Signer {
  return {
    algorithm,
    settings: () => ({
      JWT_ALGORITHM: algorithm,
      JWT_PRIVATE_KEY_FILE: pemFile(keys.privateKey),
    }),
    header: { alg: algorithm, typ: 'JWT', kid: thumbprint(keys.publicKey) },
    keys,
    signatureOf: (input) => signBytes(Buffer.from(input)),
  };
}
