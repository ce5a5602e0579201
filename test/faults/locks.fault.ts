import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openConnection } from '../../src/database/sqlite/driver.ts';
import type { Connection } from '../../src/database/sqlite/driver.ts';
import { schemeSites } from '../../src/site/schemes.ts';
import { addUser, test } from '../support/command.ts';
import { failuresOf, prepareDeployment } from '../support/deployment.ts';
import { runManage } from '../support/manage.ts';
import { startProcess } from '../support/process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { addUsers, countWorking, keepLoggingIn } from './logins.ts';
import type { IssuedHeaders } from './logins.ts';

const PROCESSES = 4;
const SECONDS = 5;

/** Longer than a lock is waited for. */
const TOO_LONG = 6500;

/** Takes the lock of a database that keeps other writers out, or everybody. */
function lock(file: string, kind = 'IMMEDIATE'): Connection {
  const database = openConnection(file);
  onTestFinished(() => {
    database.close();
  });
  database.exec(`BEGIN ${kind}`);
  return database;
}

describe('40: four processes that write all the time', () => {
  it('answer everybody, though one of them stands still every now and then', async () => {
    const { local, start } = await prepareDeployment();
    const nextUser = await addUsers(local, 500);
    const servers = await Promise.all(Array.from({ length: PROCESSES }, () => start()));
    const issued: IssuedHeaders[] = [];
    let isOver = false;
    const writing = Promise.all(
      servers.flatMap(({ origin }) =>
        [1, 2].map(() =>
          keepLoggingIn(
            origin,
            nextUser,
            () => isOver,
            (headers) => issued.push(headers),
          ),
        ),
      ),
    );
    for (let second = 0; second < SECONDS; second++) {
      // Sometimes it holds the lock meanwhile.
      const { child } = servers[second % PROCESSES] ?? {};
      child?.kill('SIGSTOP');
      await wait(300);
      child?.kill('SIGCONT');
      await wait(700);
    }
    isOver = true;
    await writing;
    console.log(`40: ${issued.length} logins in ${SECONDS} s over ${PROCESSES} processes`);
    expect(issued.length).toBeGreaterThan(100);
    expect(servers.flatMap(failuresOf)).toEqual([]);
    expect(await countWorking(servers[0]?.origin ?? '', issued)).toBe(issued.length);
  });
});

describe('40: a lock that nobody lets go of', () => {
  it('makes writes 503 while reads go on, until it is gone', async () => {
    const { local, start } = await prepareDeployment();
    const file = local.databaseUrl.slice('sqlite:'.length);
    await local.dependencies.database.close();
    const server = await start();
    const before = await Promise.all(
      schemeSites.map(({ obtain }) => obtain(server.origin, 'root', 'toor')),
    );
    // A password that was checked once is remembered; to check one, and record it, is a write.
    expect(await countWorking(server.origin, before)).toBe(before.length);
    const other = lock(file);
    const writing = Promise.allSettled(
      schemeSites.map(({ obtain }) => obtain(server.origin, 'root', 'toor')),
    );
    const end = performance.now() + TOO_LONG;
    let reads = 0;
    while (performance.now() < end) {
      for (const headers of before) {
        // One that waits for the lock, too, would not be back in time.
        const signal = AbortSignal.timeout(3000);
        expect((await fetch(`${server.origin}/home/`, { headers, signal })).status).toBe(200);
        reads++;
      }
    }
    await writing;
    // Two, if each of them waited for the lock; hundreds, on a machine that does nothing else.
    expect(reads).toBeGreaterThan(20);
    const failures = failuresOf(server);
    expect(failures.length).toBeGreaterThan(0);
    for (const failure of failures) {
      expect(JSON.parse(failure)).toMatchObject({
        status: 503,
        error: { message: 'database is locked' },
      });
    }

    other.exec('ROLLBACK');
    const after = await Promise.all(
      schemeSites.map(({ obtain }) => obtain(server.origin, 'root', 'toor')),
    );
    expect(await countWorking(server.origin, after)).toBe(after.length);
  });

  test('is what a command says it waits for', async ({ commandLine }) => {
    const dependencies = await commandLine.openDependencies();
    await addUser(dependencies, 'root', 'toor');
    lock(dependencies.config.DATABASE_URL.slice('sqlite:'.length));
    const { exitCode, stderr } = await commandLine.manage(['deactivate', 'root']);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^DATABASE_URL: database is locked; see that .*\n$/);
  });

  it('is what a server says that cannot open a new file for it', async () => {
    const folder = temporaryFolder();
    const other = lock(join(folder, 'db.sqlite3'), 'EXCLUSIVE');
    const settings = { DATABASE_URL: 'sqlite:db.sqlite3' };
    const refused = startProcess(settings, folder);
    expect(await refused.ended).toBe(1);
    expect(refused.output()).toMatch(/^DATABASE_URL: database is locked; see that .*\n$/);
    const { exitCode, stderr } = await runManage(
      ['movedatabase', 'sqlite:db.sqlite3', 'sqlite:copy.sqlite3'],
      folder,
      {},
    );
    expect([exitCode, stderr]).toEqual([
      1,
      expect.stringMatching(/^FROM: database is locked; see/),
    ]);
    const started = startProcess(settings, folder);
    await wait(2000);
    other.exec('ROLLBACK');
    expect(await started.listening).toMatch(/^http:/);
  });
});
