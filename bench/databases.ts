import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { startPostgres } from '../test/support/postgres-server.ts';
import type { PostgresServer } from '../test/support/postgres-server.ts';
import type { Cores } from './cores.ts';

/** The databases of a run, all of one kind. */
export interface Databases {
  /** For the table's caption. */
  readonly name: string;
  /** The process that serves them, with its children; undefined where it is the program's own. */
  readonly pid?: number;
  /** Makes an empty one. @returns its DATABASE_URL. */
  make(name: string): Promise<string>;
  /** Forgets them all. */
  close(): Promise<void>;
}

/** What `--database` may be. */
export const KINDS = {
  sqlite: openSqliteFiles,
  postgres: openPostgresServer,
} satisfies Record<string, (folder: string, cores: Cores) => Promise<Databases>>;

export type Kind = keyof typeof KINDS;

function openSqliteFiles(folder: string): Promise<Databases> {
  return Promise.resolve({
    name: 'SQLite',
    make: (name) => Promise.resolve(`sqlite:${join(folder, name)}.sqlite3`),
    // The folder goes with the run.
    close: () => Promise.resolve(),
  });
}

/** A real PostgreSQL on loopback, on the cores that servers and load leave it. */
async function openPostgresServer(_folder: string, { between }: Cores): Promise<Databases> {
  const server = await startPostgres();
  const pid = postmasterOf(server);
  if (between.length > 0) {
    spawnSync('taskset', ['-a', '-c', '-p', between.join(','), String(pid)]);
  }
  return {
    name: 'PostgreSQL on this machine',
    pid,
    async make(name) {
      const client = new pg.Client(server.url);
      await client.connect();
      await client.query(`CREATE DATABASE ${name}`);
      await client.end();
      return Object.assign(new URL(server.url), { pathname: name }).href;
    },
    close: () => server.remove(),
  };
}

/** The process whose children serve a PostgreSQL's connections. */
export function postmasterOf({ folder }: PostgresServer): number {
  return Number(readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n')[0]);
}
