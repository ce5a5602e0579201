import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import type { Config } from '../config.ts';
import { StartupError } from '../errors.ts';
import type { TlsIdentity } from './listener.ts';

/**
 * The certificate and key that TLS_CERT and TLS_KEY name.
 *
 * @returns undefined when neither is set.
 * @throws {StartupError} when they cannot be read, or do not belong together.
 */
export function readTlsIdentity({ TLS_CERT, TLS_KEY }: Config): TlsIdentity | undefined {
  if (TLS_CERT === undefined || TLS_KEY === undefined) return undefined;
  const identity = { cert: read('TLS_CERT', TLS_CERT), key: read('TLS_KEY', TLS_KEY) };
  try {
    createSecureContext(identity);
  } catch {
    throw new StartupError(
      'TLS_CERT, TLS_KEY: not a certificate and its private key; name two PEM files that belong together.',
    );
  }
  return identity;
}

function read(name: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    throw new StartupError(`${name}: cannot read ${file}; name a PEM file that is readable.`);
  }
}
