import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { schemeSites } from '../../../src/site/schemes.ts';
import { startProcess } from '../../support/process.ts';
import type { ServerProcess } from '../../support/process.ts';
import { describeWith } from '../../support/program.ts';
import { startServer } from '../../support/server.ts';
import type { TestServer } from '../../support/server.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { setActive } from '../../support/change-user.ts';

/** Series → value, of the text that Prometheus reads. */
type Series = ReadonlyMap<string, number>;

function parse(text: string): Series {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const space = line.lastIndexOf(' ');
      return [line.slice(0, space), Number(line.slice(space + 1))] as const;
    }),
  );
}

async function scrape({ dependencies }: TestServer): Promise<Series> {
  return parse((await dependencies.telemetry.metrics?.registry.metrics()) ?? '');
}

describe('the metrics', () => {
  it.each(schemeSites)('count what became of credentials of $name', async ({ name, obtain }) => {
    const server = await startServer({ METRICS: 'on' });
    const headers = await obtain(server.origin, 'root', 'toor');
    const count = async (scheme: string, outcome: string): Promise<number | undefined> =>
      (await scrape(server)).get(`auth_attempts_total{scheme="${scheme}",outcome="${outcome}"}`);
    expect(await count(name, 'accepted')).toBe(0);
    expect(await count(name, 'refused')).toBe(0);
    for (let time = 0; time < 3; time++) await fetch(`${server.origin}/home/`, { headers });
    await fetch(`${server.origin}/home/`);
    await setActive(server.dependencies, 'root', false);
    await fetch(`${server.origin}/home/`, { headers });
    expect(await count(name, 'accepted')).toBe(3);
    // Some credentials that do not hold are as good as none.
    const refused = [await count(name, 'refused'), (await count(name, 'anonymous')) ?? 0];
    expect(refused.toSorted()).toEqual([0, 1]);
    expect(await count('none', 'anonymous')).toBe(1);
    await server.dependencies.database.close();
    server.dependencies.database.close = () => Promise.resolve();
    await fetch(`${server.origin}/home/`, { headers });
    expect(await count(name, 'error')).toBe(1);
    await vi.waitFor(async () => {
      const series = await scrape(server);
      const name4xx = `http_request_duration_seconds_count{scheme="${name}",status="4xx"}`;
      expect(series.get(name4xx)).toBe(1);
    });
  });

  it.each(schemeSites)('count logins by $name, hashes and statements', async ({ obtain }) => {
    const server = await startServer({ METRICS: 'on' });
    const logIn = async (password: string): Promise<unknown> =>
      obtain(server.origin, 'root', password).then(
        // Some schemes ask only when the credentials are used.
        (headers) => fetch(`${server.origin}/home/`, { headers }),
        () => undefined,
      );
    const count = async (outcome: string): Promise<number | undefined> =>
      (await scrape(server)).get(`auth_logins_total{outcome="${outcome}"}`);
    const hashed = 'auth_hash_wait_seconds_count';
    const before = (await scrape(server)).get(hashed) ?? NaN;
    await logIn('toor');
    expect(await count('success')).toBe(1);
    for (let time = 0; time < 10; time++) await logIn('wrong');
    expect(await count('failure')).toBe(10);
    expect(await count('throttled')).toBe(0);
    await logIn('wrong');
    expect(await count('throttled')).toBeGreaterThan(0);
    const series = await scrape(server);
    expect(series.get(hashed)).toBe(before + 11);
    expect(series.get('database_statement_duration_seconds_count')).toBeGreaterThan(11);
    expect(series.get('auth_hash_queue_depth')).toBe(0);
    expect(series.get('nodejs_eventloop_lag_seconds')).toBeDefined();
  });

  it('tell how many hashes wait, and that some were sent away', async () => {
    const server = await startServer({ METRICS: 'on' });
    const { hasher, credentials } = server.dependencies;
    hasher.queue.concurrency = 1;
    const request = { headers: {}, ip: '127.0.0.1', get: () => undefined } as never;
    const checks = Array.from({ length: 80 }, (_, number) =>
      credentials.check(`nobody${number}`, 'wrong', request),
    );
    const settled = Promise.allSettled(checks);
    await vi.waitFor(async () => {
      expect((await scrape(server)).get('auth_hash_queue_depth')).toBeGreaterThan(0);
    });
    await settled;
    const series = await scrape(server);
    expect(series.get('auth_logins_total{outcome="busy"}')).toBeGreaterThan(0);
    expect(series.get('auth_hash_queue_depth')).toBe(0);
  });

  it('32: have no label that a client has a say in', async () => {
    const server = await startServer({ METRICS: 'on' });
    await fetch(`${server.origin}/home/`);
    for (const { obtain } of schemeSites) await obtain(server.origin, 'root', 'toor');
    const before = await scrape(server);
    for (let number = 0; number < 20; number++) {
      const headers = {
        Authorization: `Odd${number} secret${number}`,
        'X-Request-Id': `${number}`,
      };
      await fetch(`${server.origin}/path${number}?secret`, { headers });
      await fetch(`${server.origin}/home/`, { headers });
      await fetch(`${server.origin}/home/`, { method: 'REPORT', headers });
      for (const { obtain } of schemeSites) {
        await obtain(server.origin, `name${number}`, `secret${number}`).catch(() => undefined);
      }
    }
    const after = await scrape(server);
    const added = [...after.keys()].filter((series) => !before.has(series));
    // Classes of status that had not been seen.
    for (const series of added) expect(series).toMatch(/^http_request_duration_seconds|^nodejs_/);
    expect([...after.keys()].join()).not.toMatch(/secret|name\d|path\d|odd/i);
  });

  it('have names and helps as promtool wants them', async () => {
    const { dependencies } = await startServer({ METRICS: 'on' });
    const all = (await dependencies.telemetry.metrics?.registry.getMetricsAsJSON()) ?? [];
    expect(all.length).toBeGreaterThan(20);
    // Prometheus' rules: prometheus/client_golang, promlint.
    for (const { name, help, type } of all) {
      expect(name).toMatch(/^[a-z][a-z\d_]*$/);
      expect(help, name).not.toBe('');
      expect(name.endsWith('_total'), name).toBe(String(type) === 'counter');
      expect(name).not.toMatch(/_(?:count|sum|bucket|gauge|counter|histogram)(?:_|$)/);
      expect(name).not.toMatch(/milliseconds|_ms(?:_|$)|kilobytes|megabytes|minutes|percent/);
    }
  });

  it('are not kept unless they are asked for, and never for the public', async () => {
    const off = await startServer();
    expect(off.dependencies.telemetry.metrics).toBeUndefined();
    const on = await startServer({ METRICS: 'on' });
    for (const { origin } of [off, on]) {
      expect((await fetch(`${origin}/metrics`)).status).toBe(404);
    }
  });
});

/** Where a server's metrics are, once it has said so. */
async function metricsOf({ printed }: ServerProcess): Promise<string> {
  const [, address = ''] = await printed(/metrics on (http:\/\/127\.0\.0\.1:\d+\/metrics)\n/);
  return address;
}

describeWith('promtool', 'the metrics, to Prometheus’ own checks', () => {
  it.each(['1', '2'])('have nothing to complain about, from %s process(es)', async (count) => {
    const settings = { METRICS: 'on', METRICS_PORT: '0', WEB_CONCURRENCY: count };
    const server = startProcess(settings, temporaryFolder());
    const origin = await server.listening;
    for (const { obtain } of schemeSites)
      await obtain(origin, 'root', 'wrong').catch(() => undefined);
    await fetch(`${origin}/home/`);
    const input = await (await fetch(await metricsOf(server))).text();
    expect(input).toContain('http_request_duration_seconds_count');
    const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], {
      input,
      encoding: 'utf8',
    });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
  });
});

describe('the address of the metrics', () => {
  it('is one of its own, and answers nothing else', async () => {
    const server = startProcess({ METRICS: 'on', METRICS_PORT: '0' }, temporaryFolder());
    const origin = await server.listening;
    const metrics = await metricsOf(server);
    const answer = await fetch(metrics);
    expect(answer.headers.get('content-type')).toContain('text/plain; version=0.0.4');
    expect(parse(await answer.text()).get('auth_logins_total{outcome="success"}')).toBe(0);
    expect((await fetch(`${origin}/metrics`)).status).toBe(404);
    expect((await fetch(new URL('/home/', metrics))).status).toBe(404);
    const posted = await fetch(metrics, { method: 'POST' });
    expect(posted.status).toBe(405);
    expect(posted.headers.get('allow')).toBe('GET, HEAD');
    server.child.kill('SIGTERM');
    expect(await server.ended).toBe(0);
  });

  it('45: that is taken is said by its own name', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => {
      other.close();
    });
    const { port } = other.address() as AddressInfo;
    const settings = { METRICS: 'on', METRICS_PORT: String(port) };
    const server = startProcess(settings, temporaryFolder());
    expect(await server.ended).toBe(1);
    expect(server.output()).toMatch(/^METRICS_PORT: \d+ is taken on 127\.0\.0\.1; [^\n]*\n$/);
  });
});
