import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { Server as TlsServer } from 'node:https';
import { createSecureContext } from 'node:tls';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { StartupError } from '../startup-error.ts';
import type { TlsIdentity } from '../http/listener.ts';

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

/**
 * Takes up new certificate files in a server that listens: new connections get the new ones, those
 * that are open go on. Where the new files are no good the old ones stay.
 */
export function renewTlsIdentity(server: Server, config: Config, log: Logger): void {
  if (!(server instanceof TlsServer)) return;
  try {
    server.setSecureContext({ ...readTlsIdentity(config) });
    log.info('the certificate files were read again');
  } catch (error) {
    if (!(error instanceof StartupError)) throw error;
    log.error({ problem: error.message }, 'the certificate stays the one before');
  }
}

function read(name: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    throw new StartupError(`${name}: cannot read ${file}; name a PEM file that is readable.`);
  }
}
