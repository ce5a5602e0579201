import { startProcess } from './process.ts';
import { SECRET_KEY } from './server.ts';
import type { TestServer } from './server.ts';
import { temporaryFolder } from './temporary-folder.ts';

/**
 * Starts processes that serve the same installation as a test's server: its database, its key.
 *
 * @returns their addresses, as different as two machines behind a load balancer.
 */
export function startPeers({ databaseUrl }: TestServer, count: number): Promise<string[]> {
  const settings = { NODE_ENV: 'test', DATABASE_URL: databaseUrl, SECRET_KEY };
  return Promise.all(
    Array.from({ length: count }, () => startProcess(settings, temporaryFolder()).listening),
  );
}
