import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { schemeSites } from '../../src/site/schemes.ts';
import { prepareDeployment } from '../support/deployment.ts';
import { addUsers, countWorking, keepLoggingIn } from '../faults/logins.ts';
import type { IssuedHeaders } from '../faults/logins.ts';
import { testProgram } from '../support/build.ts';
import { startProcess } from '../support/process.ts';
import type { ServerProcess } from '../support/process.ts';
import { rawRequest, sendRaw } from '../support/raw.ts';
import { sendSlowly } from '../support/slow-request.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const WORKERS = { WEB_CONCURRENCY: '2', LOG_LEVEL: 'debug' };

/** The lines of a server's log. */
function logOf(server: ServerProcess): Record<string, unknown>[] {
  return server
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** Asks, on connections of their own, until so many processes have answered; their ids. */
async function findWorkers(server: ServerProcess, port: number, count: number): Promise<number[]> {
  const asked = `asked-${performance.now()}`;
  return vi.waitFor(
    async () => {
      const request = rawRequest('GET', '/healthz', [['X-Request-Id', asked]]);
      await Promise.all(Array.from({ length: 4 }, () => sendRaw(port, request)));
      const lines = logOf(server).filter(({ requestId }) => requestId === asked);
      const found = new Set(lines.map(({ pid }) => Number(pid)));
      expect(found.size).toBe(count);
      return [...found];
    },
    { timeout: 20_000, interval: 100 },
  );
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function untilEnded(pids: readonly number[]): Promise<void> {
  await vi.waitFor(
    () => {
      expect(pids.filter(isRunning)).toEqual([]);
    },
    { timeout: 5000 },
  );
}

describe('several processes', () => {
  it('share one port, say so once, and replace one that was killed while requests go on', async () => {
    const server = await (await prepareDeployment()).start(WORKERS);
    expect(server.output().match(/listening on/g)).toHaveLength(1);
    const before = await findWorkers(server, server.port, 2);
    expect(before).not.toContain(server.child.pid);

    const over = new AbortController();
    const statuses: number[] = [];
    const asking = (async () => {
      while (!over.signal.aborted) {
        // One that the victim had taken, or was to take, breaks; none is left without an answer.
        const answer = await fetch(`${server.origin}/healthz`, {
          headers: { Connection: 'close' },
          signal: AbortSignal.timeout(5000),
        }).catch(() => undefined);
        statuses.push(answer?.status ?? 0);
      }
    })();
    const [victim = 0, survivor = 0] = before;
    process.kill(victim, 'SIGKILL');
    const death = { level: 50, worker: victim, signal: 'SIGKILL' };
    await vi.waitFor(
      () => {
        expect(logOf(server)).toContainEqual(expect.objectContaining(death));
      },
      { timeout: 10_000 },
    );
    const after = await findWorkers(server, server.port, 2);
    over.abort();
    await asking;
    expect(after).toContain(survivor);
    expect(after).not.toContain(victim);
    expect(statuses.filter((status) => status !== 200).length).toBeLessThanOrEqual(1);
    expect(statuses.length).toBeGreaterThan(10);
    expect(server.output().match(/listening on/g)).toHaveLength(1);
  });

  it('end what they do when the one in front is asked to stop, and nobody replaces them', async () => {
    const server = await (await prepareDeployment()).start(WORKERS);
    const workers = await findWorkers(server, server.port, 2);
    const slow = await Promise.all(
      schemeSites.map(async ({ obtain }) => {
        const credentials = await obtain(server.origin, 'root', 'toor');
        const headers = { ...credentials, 'Content-Type': 'application/json' };
        return sendSlowly(server.port, '/home/', headers, '{}');
      }),
    );
    await wait(200);
    server.child.kill('SIGTERM');
    await wait(500);
    for (const { finish } of slow) finish();
    for (const { answer } of slow)
      expect(await answer).toMatch(/^HTTP\/1\.1 200 .*Connection: close/s);
    expect(await server.ended).toBe(0);
    expect(workers.filter(isRunning)).toEqual([]);
    expect(server.output()).not.toContain('worker died');
  });

  it('lose nothing that they have acknowledged when they are stopped under load', async () => {
    const { local, start } = await prepareDeployment();
    const nextUser = await addUsers(local, 200);
    const server = await start(WORKERS);
    const issued: IssuedHeaders[] = [];
    const load = Array.from({ length: 3 }, () =>
      keepLoggingIn(
        server.origin,
        nextUser,
        () => false,
        (headers) => issued.push(headers),
      ),
    );
    const interrupted = Promise.all(load.map((each) => expect(each).rejects.toThrow()));
    await vi.waitFor(
      () => {
        expect(issued.length).toBeGreaterThan(40);
      },
      { timeout: 20_000 },
    );
    server.child.kill('SIGTERM');
    expect(await server.ended).toBe(0);
    await interrupted;
    expect(logOf(server).filter(({ status }) => Number(status) >= 400)).toEqual([]);
    const next = await start();
    expect(await countWorking(next.origin, issued)).toBe(issued.length);
  });

  it('end at once when the one in front is asked again, or killed', async () => {
    const { start } = await prepareDeployment();
    for (const end of ['SIGTERM', 'SIGKILL'] as const) {
      const server = await start(WORKERS);
      const workers = await findWorkers(server, server.port, 2);
      const { answer } = await sendSlowly(server.port, '/home/', {}, '{}');
      await wait(200);
      if (end === 'SIGTERM') {
        server.child.kill(end);
        await wait(1500);
        expect(server.child.exitCode).toBeNull();
      }
      server.child.kill(end);
      expect(await server.ended).toBe(end);
      await untilEnded(workers);
      await answer;
    }
  });

  it('33: count wrong passwords together', async () => {
    const { local, start } = await prepareDeployment();
    const server = await start({ ...WORKERS, LOGIN_THROTTLE: 'on' });
    await findWorkers(server, server.port, 2);
    const attempts = Array.from({ length: 5 }, () => schemeSites).flat();
    await Promise.all(
      attempts.map(async ({ obtain }) => {
        const headers = await obtain(server.origin, 'root', 'wrong').catch(() => ({}));
        await fetch(`${server.origin}/home/`, { headers });
      }),
    );
    // However they were shared out; the log takes its way through a pipe.
    await vi.waitFor(() => {
      const failures = logOf(server).filter(({ msg }) => msg === 'login failed');
      expect(failures).toHaveLength(10);
    });
    const { database } = local.dependencies;
    const events = "SELECT type FROM events WHERE type = 'login failed'";
    expect(await database.all(events)).toHaveLength(10);
  });

  it('are counted together, too', async () => {
    const settings = { ...WORKERS, METRICS: 'on', METRICS_PORT: '0' };
    const server = await (await prepareDeployment()).start(settings);
    const workers = await findWorkers(server, server.port, 2);
    expect(workers).toHaveLength(2);
    const [, metrics = ''] = await server.printed(/metrics on (\S+)\n/);
    const count = /^http_request_duration_seconds_count\{scheme="none",status="2xx"\} (\d+)$/m;
    await vi.waitFor(async () => {
      const [, counted] = count.exec(await (await fetch(metrics)).text()) ?? [];
      const told = logOf(server).filter(({ msg }) => msg === 'request').length;
      expect(Number(counted)).toBe(told);
    });
  });
});

describe('several processes that cannot start', () => {
  it('are tried again, later and later, until the one in front is asked to stop', async () => {
    const server = startProcess(
      { WEB_CONCURRENCY: '2' },
      temporaryFolder(),
      testProgram('crashing-worker'),
    );
    const pauses = await vi.waitFor(
      () => {
        const deaths = logOf(server).filter(({ msg }) => msg === 'worker died; it is replaced');
        expect(deaths.length).toBeGreaterThanOrEqual(4);
        return deaths.map(({ pause }) => pause);
      },
      { timeout: 20_000 },
    );
    expect(pauses.slice(0, 4)).toEqual([100, 200, 400, 800]);
    server.child.kill('SIGTERM');
    expect(await server.ended).toBe(0);
    expect(server.output()).not.toContain('listening on');
  });

  it('45: say why once, and exit with 1', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => {
      other.close();
    });
    const { port } = other.address() as AddressInfo;
    const server = startProcess({ WEB_CONCURRENCY: '3', PORT: String(port) }, temporaryFolder());
    expect(await server.ended).toBe(1);
    expect(server.output()).toMatch(/^PORT: \d+ is taken on 127\.0\.0\.1; [^\n]*\n$/);
  });

  it.each(['development', 'production'])(
    '16: each with a database of its own in memory, in %s, are refused',
    async (environment) => {
      const settings = {
        NODE_ENV: environment,
        BCRYPT_COST: '10',
        WEB_CONCURRENCY: '2',
        DATABASE_URL: 'sqlite::memory:',
        SECRET_KEY: 'Zk3vQx8LwT0aYb5nRc7dUe9fGh1iJo2m',
        ALLOW_INSECURE_HTTP: 'true',
        ALLOWED_HOSTS: '127.0.0.1',
      };
      const server = startProcess(settings, temporaryFolder());
      expect(await server.ended).toBe(1);
      const lines = server.output().trimEnd().split('\n');
      expect(lines).toContain(
        'WEB_CONCURRENCY, DATABASE_URL: 2 processes would each have a database of their own in memory; name a file, or set WEB_CONCURRENCY=1.',
      );
      expect(lines).toHaveLength(environment === 'production' ? 2 : 1);
    },
  );
});
