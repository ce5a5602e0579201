import type { Server } from 'node:http';
import { Server as TlsServer } from 'node:https';
import type { Config } from './config.ts';
import { StartupError } from '../http/errors.ts';

/**
 * Starts a server where HOST and PORT say.
 *
 * @param prefix of the two settings' names.
 * @returns the address that it answers at.
 * @throws {StartupError} when it cannot listen there.
 */
export function listen(
  server: Server,
  { HOST, PORT }: Pick<Config, 'HOST' | 'PORT'>,
  prefix = '',
): Promise<string> {
  return new Promise((resolve, reject) => {
    const refuse = (error: NodeJS.ErrnoException): void => {
      const remedies: Partial<Record<string, string>> = {
        EADDRINUSE: `${prefix}PORT: ${PORT} is taken on ${HOST}; stop what listens there, or set another port.`,
        EACCES: `${prefix}PORT: ${PORT} needs privileges that this process does not have; set one from 1024 on.`,
        EADDRNOTAVAIL: `${prefix}HOST: ${HOST} is no address of this machine; use 127.0.0.1, or 0.0.0.0 for all.`,
        ENOTFOUND: `${prefix}HOST: ${HOST} cannot be resolved; use 127.0.0.1, or 0.0.0.0 for all.`,
      };
      const { code = error.message } = error;
      const unknown = `${prefix}HOST, ${prefix}PORT: cannot listen on ${HOST} port ${PORT} (${code}); set others.`;
      reject(new StartupError(remedies[code] ?? unknown));
    };
    server.once('error', refuse);
    server.listen(PORT, HOST, () => {
      // Later errors are connections that could not be accepted, where a client has used up all
      // descriptors: that client's loss, and none that may end the process.
      server.off('error', refuse).on('error', () => undefined);
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : PORT;
      const host = HOST.includes(':') ? `[${HOST}]` : HOST;
      resolve(`${server instanceof TlsServer ? 'https' : 'http'}://${host}:${port}`);
    });
  });
}
