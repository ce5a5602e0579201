import { randomBytes } from 'node:crypto';
import { schemeSites } from '../../src/site/schemes.ts';
import { openDatabase } from '../../src/database/open.ts';
import { PasswordHasher } from '../../src/users/password.ts';
import { startPostgres } from '../../test/support/postgres-server.ts';
import type { PostgresServer } from '../../test/support/postgres-server.ts';
import { prepareDatabase } from '../database.ts';
import { postmasterOf } from '../databases.ts';
import { apply } from '../load.ts';
import { median } from '../median.ts';
import { progress } from '../../scripts/progress.ts';
import type { RunningServer, Subject } from '../subject.ts';
import { readUsage } from '../usage.ts';
import type { ProgramOptions } from '../../scripts/tour/program.ts';
import type { Costs, SchemeCosts } from './plan.ts';

const PASSWORD = 'toor';
const USERS = 1000;
const BCRYPT_COST = 12;
const HASHES = 5;
const WRITES = 2000;
const WRITES_AT_ONCE = 10;
const LOAD = { connections: 50, seconds: 2 };

/** Starts a program of this project. */
export type Start = (
  program: Pick<ProgramOptions, 'script' | 'settings'>,
) => Promise<RunningServer>;

/**
 * What things cost here, with a real PostgreSQL behind this server: processor time, which neighbours
 * disturb least.
 *
 * @param rounds how often each is measured; the median counts.
 */
export async function measureCosts(
  start: Start,
  rounds: number,
  signal: AbortSignal,
): Promise<Costs> {
  const postgres = await startPostgres();
  try {
    const settings = {
      NODE_ENV: 'production',
      PORT: '0',
      SECRET_KEY: randomBytes(48).toString('base64'),
      DATABASE_URL: postgres.url,
      ALLOW_INSECURE_HTTP: 'true',
      ALLOWED_HOSTS: '127.0.0.1',
      BCRYPT_COST: String(BCRYPT_COST),
    };
    await prepareDatabase(settings, { users: USERS, password: PASSWORD });
    const { origin, pid } = await start({ script: 'src/server.ts', settings });
    const schemes: SchemeCosts[] = [];
    for (const site of schemeSites) {
      const obtain: Subject['obtain'] = () => site.obtain(origin, 'user1', PASSWORD);
      const subject = { name: site.name, url: `${origin}/home/`, pid, obtain };
      const upkeep = site.lesson.upkeep;
      const costs = await measureRequests(subject, postgres, rounds, signal);
      schemes.push({ name: site.name, upkeep, ...costs });
    }
    return { hash: await measureHash(), write: await measureWrites(postgres), schemes };
  } finally {
    await postgres.remove();
  }
}

async function measureRequests(
  subject: Subject,
  postgres: PostgresServer,
  rounds: number,
  signal: AbortSignal,
): Promise<Pick<SchemeCosts, 'request' | 'read' | 'wire'>> {
  await apply(LOAD, subject, signal);
  const samples: { request: number; read: number; wire: number }[] = [];
  for (let round = 1; round <= rounds; round++) {
    const before = processorTime(postgres);
    const { cpu = NaN, rate, wire } = await apply(LOAD, subject, signal);
    const read = (processorTime(postgres) - before) / (rate * LOAD.seconds);
    samples.push({ request: cpu, read, wire });
    progress(`${subject.name}, round ${round} of ${rounds}: ${rate.toFixed(0)}/s`);
  }
  return {
    request: median(samples.map(({ request }) => request)),
    read: median(samples.map(({ read }) => read)),
    wire: samples[0]?.wire ?? NaN,
  };
}

/** Microseconds of processor time for a password's hash. */
async function measureHash(): Promise<number> {
  const hasher = new PasswordHasher(BCRYPT_COST);
  const before = process.cpuUsage();
  for (let count = 0; count < HASHES; count++) await hasher.encode(PASSWORD);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / HASHES;
}

/** Microseconds of PostgreSQL's processor time for a row that is changed, each change flushed to disk. */
async function measureWrites(postgres: PostgresServer): Promise<number> {
  const database = openDatabase(postgres.url);
  const before = processorTime(postgres);
  let count = 0;
  const write = async (): Promise<void> => {
    while (count < WRITES) {
      await database.run('UPDATE users SET email = ? WHERE id = ?', '', 1 + (count++ % USERS));
    }
  };
  await Promise.all(Array.from({ length: WRITES_AT_ONCE }, write));
  await database.close();
  return (processorTime(postgres) - before) / WRITES;
}

/** Microseconds that PostgreSQL and its connections have used so far. */
function processorTime(postgres: PostgresServer): number {
  return readUsage(postmasterOf(postgres))?.cpu ?? NaN;
}
