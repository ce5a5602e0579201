import { startProcess } from './process.ts';
import type { ServerProcess } from './process.ts';
import { SECRET_KEY, startServer } from './server.ts';
import type { TestServer } from './server.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Several servers over one database, which holds the user `root`/`toor`. */
export interface Deployment {
  /** A server in this process, for a look at the database. */
  readonly local: TestServer;
  /** Starts one in a process of its own and waits until it listens. */
  readonly start: (settings?: Record<string, string>, program?: string) => Promise<Remote>;
}

/** A server in a process of its own, which listens. */
export interface Remote extends ServerProcess {
  readonly origin: string;
  readonly port: number;
}

/**
 * Makes the database. Nobody counts failed logins: tests make more of them than any user.
 *
 * @param shared settings of all servers.
 */
export async function prepareDeployment(shared: Record<string, string> = {}): Promise<Deployment> {
  const local = await startServer(shared);
  const settings = {
    DATABASE_URL: local.databaseUrl,
    SECRET_KEY,
    LOGIN_THROTTLE: 'off',
    ...shared,
  };
  return {
    local,
    start: async (own = {}, program?: string) => {
      const remote = startProcess({ ...settings, ...own }, temporaryFolder(), program);
      const origin = await remote.listening;
      return { ...remote, origin, port: Number(new URL(origin).port) };
    },
  };
}

/** The lines of a server's log that tell of a 5xx. */
export function failuresOf({ output }: ServerProcess): string[] {
  return output()
    .split('\n')
    .filter((line) => line.includes('"request failed"'));
}
