import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { schemeSites } from '../../src/site/schemes.ts';
import { loadConfig } from '../../src/server/load-config.ts';
import { migrate } from '../../src/database/migrate.ts';
import { migrations } from '../../src/server/migrations.ts';
import { openDatabase } from '../../src/database/open.ts';
import { createServices } from '../../src/server/services.ts';
import { addUser } from '../support/add-user.ts';
import { startPostgres } from '../support/postgres-server.ts';
import type { PostgresServer } from '../support/postgres-server.ts';
import { signalTree } from '../support/process-tree.ts';
import { startProcess } from '../support/process.ts';
import type { ServerProcess } from '../support/process.ts';
import { SECRET_KEY } from '../support/server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Milliseconds: getting a connection, then a statement's own timeout, and some for the machine. */
const TIMEOUT = 3000 + 6000 + 2000;

let postgres: PostgresServer;

beforeAll(async () => {
  postgres = await startPostgres();
  return postgres.remove;
});

/** A server in a process of its own, and what `/home/` answers to each scheme's credentials. */
interface Served {
  readonly server: ServerProcess;
  readonly origin: string;
  readonly ask: () => Promise<
    { status: number; retryAfter: string | null; milliseconds: number }[]
  >;
}

async function serve(): Promise<Served> {
  const settings = { NODE_ENV: 'test', DATABASE_URL: postgres.url, SECRET_KEY };
  const config = loadConfig({
    environment: { ...settings, BCRYPT_COST: '4' },
    developmentKey: () => SECRET_KEY,
  });
  const database = openDatabase(config.DATABASE_URL);
  await migrate(database, migrations);
  const log = pino({ level: 'silent' });
  const dependencies = createServices({ config, database, log, clock: Date.now });
  await addUser(dependencies, 'root', 'toor');
  await database.close();

  const server = startProcess(settings, temporaryFolder());
  const origin = await server.listening;
  const credentials = await Promise.all(
    schemeSites.map((site) => site.obtain(origin, 'root', 'toor')),
  );
  return {
    server,
    origin,
    // More of them than there are connections.
    ask: () =>
      Promise.all(
        Array.from({ length: 10 }, () => credentials)
          .flat()
          .map(async (headers) => {
            const started = performance.now();
            const { status, headers: answered } = await fetch(`${origin}/home/`, { headers });
            const milliseconds = performance.now() - started;
            return { status, retryAfter: answered.get('retry-after'), milliseconds };
          }),
      ),
  };
}

/** Every request is told to come back, in time; the process itself is well. */
async function expectUnavailable({ server, origin, ask }: Served): Promise<void> {
  for (const answer of await ask()) {
    expect(answer).toMatchObject({ status: 503, retryAfter: '5' });
    expect(answer.milliseconds).toBeLessThan(TIMEOUT);
  }
  expect((await fetch(`${origin}/healthz`)).status).toBe(200);
  expect((await fetch(`${origin}/readyz`)).status).toBe(503);
  expect(server.child.exitCode).toBeNull();
}

async function expectRecovery({ ask }: Served): Promise<void> {
  await expect
    .poll(async () => (await ask()).map(({ status }) => status), { timeout: 20_000 })
    .toEqual(Array.from({ length: 10 * schemeSites.length }, () => 200));
}

function postmaster(): number {
  return Number(readFileSync(join(postgres.folder, 'postmaster.pid'), 'utf8').split('\n')[0]);
}

describe('PostgreSQL under a running server', () => {
  it('42: stopped and started again: 503 meanwhile, then as before', async () => {
    const served = await serve();
    await postgres.stop();
    await expectUnavailable(served);
    await postgres.start();
    await expectRecovery(served);
    await served.server.printed(/does not answer/);
    expect(served.server.output()).not.toContain(new URL(postgres.url).password);
  });

  it('42: restarted under load: nothing but 200 and 503', async () => {
    const served = await serve();
    const over = new AbortController();
    const load = (async () => {
      const statuses = new Set<number>();
      while (!over.signal.aborted) {
        for (const { status } of await served.ask()) statuses.add(status);
      }
      return statuses;
    })();
    for (let round = 0; round < 3; round++) {
      await postgres.stop();
      await postgres.start();
      await expectRecovery(served);
    }
    over.abort();
    for (const status of await load) expect([200, 503]).toContain(status);
  });

  it('42: killed: 503, then as before', async () => {
    const served = await serve();
    signalTree(postmaster(), 'SIGKILL');
    await expectUnavailable(served);
    rmSync(join(postgres.folder, 'postmaster.pid'), { force: true });
    await postgres.start();
    await expectRecovery(served);
  });

  it('42: frozen: 503 within the timeout, then as before; stopping does not wait for it', async () => {
    const served = await serve();
    onTestFinished(() => {
      signalTree(postmaster(), 'SIGCONT');
    });
    signalTree(postmaster(), 'SIGSTOP');
    await expectUnavailable(served);
    signalTree(postmaster(), 'SIGCONT');
    await expectRecovery(served);

    signalTree(postmaster(), 'SIGSTOP');
    served.server.child.kill('SIGTERM');
    expect(await served.server.ended).toBe(0);
  });
});
