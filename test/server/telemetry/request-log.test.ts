import { request } from 'node:http';
import { once } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { schemeSites } from '../../../src/site/schemes.ts';
import { createLog } from '../../../src/server/log.ts';
import { requestLog } from '../../../src/server/telemetry/request-log.ts';
import type { Exchange } from '../../../src/server/telemetry/observer.ts';
import { rawRequest, sendRaw } from '../../support/raw.ts';
import { startServer } from '../../support/server.ts';
import { setActive } from '../../support/change-user.ts';

type Line = Record<string, unknown>;

function requestsIn(log: readonly string[]): Line[] {
  return log.map((line) => JSON.parse(line) as Line).filter(({ msg }) => msg === 'request');
}

describe('the log of requests', () => {
  it.each(schemeSites)('names who was let in by $name, and nothing that lets in', async (site) => {
    const server = await startServer();
    const credentials = await site.obtain(server.origin, 'root', 'toor');
    const before = server.log.length;
    await fetch(`${server.origin}/home/?key=in-the-query`, {
      method: 'POST',
      headers: { ...credentials, 'Content-Type': 'application/json', 'X-Other': 'in-a-header' },
      body: '{"field":"in-the-body"}',
    });
    await vi.waitFor(() => {
      expect(requestsIn(server.log.slice(before))).toHaveLength(1);
    });
    const lines = server.log.slice(before).join('');
    expect(requestsIn(server.log.slice(before))).toEqual([
      {
        level: 20,
        time: expect.any(Number) as unknown,
        pid: process.pid,
        hostname: expect.any(String) as unknown,
        requestId: expect.any(String) as unknown,
        method: 'POST',
        path: '/home/',
        status: 200,
        duration: expect.any(Number) as unknown,
        scheme: site.name,
        user: 1,
        msg: 'request',
      },
    ]);
    expect(lines).not.toContain('in-');
    for (const value of Object.values(credentials)) expect(lines).not.toContain(value);
  });

  it('32: keeps a name and password out that are in the address', async () => {
    const server = await startServer();
    const target = 'http://root:hunter2@127.0.0.1/home/?password=hunter2#hunter2';
    expect((await sendRaw(server.port, rawRequest('GET', target))).status).toBe(401);
    const change = '{"current_password":"wrong","new_password":"a good long one"}';
    for (const { obtain } of schemeSites) {
      const credentials = Object.entries(await obtain(server.origin, 'root', 'toor'));
      const address = 'http://root:hunter2@127.0.0.1/api/password/';
      const headers = [...credentials, ['Content-Type', 'application/json'] as const];
      const answer = await sendRaw(server.port, rawRequest('POST', address, headers, change));
      expect(answer.status).toBe(400);
    }
    const paths = requestsIn(server.log).map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(['/home/', '/api/password/']));
    expect(server.log.join('')).not.toContain('hunter2');
    const events = await server.dependencies.database.all('SELECT * FROM events');
    expect(JSON.stringify(events)).toContain('"/api/password/"');
    expect(JSON.stringify(events)).not.toContain('hunter2');
  });

  it.each(schemeSites)('says that credentials of $name were refused, at info', async (site) => {
    const server = await startServer();
    const credentials = await site.obtain(server.origin, 'root', 'toor');
    await setActive(server.dependencies, 'root', false);
    const before = server.log.length;
    expect((await fetch(`${server.origin}/home/`, { headers: credentials })).status).toBe(401);
    await vi.waitFor(() => {
      const [line] = requestsIn(server.log.slice(before));
      expect(line).toMatchObject({ level: 30, status: 401, scheme: site.name });
      expect(line).not.toHaveProperty('user');
    });
  });

  const [trace, span] = ['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331'];

  it.each([
    [`00-${trace}-${span}-01`],
    [`00-${trace}-${span}-ff`],
    // Of a version to come.
    [`01-${trace}-${span}-01`],
    [`cc-${trace}-${span}-01-and-more`],
  ])('says of which trace a request is a part: %s', async (traceparent) => {
    const server = await startServer();
    await fetch(`${server.origin}/home/`, { headers: { traceparent } });
    await vi.waitFor(() => {
      const expected = { trace_id: trace, parent_span_id: span, status: 401 };
      expect(requestsIn(server.log)).toMatchObject([expected]);
    });
  });

  it('32: says nothing of a traceparent that is not as it has to be', async () => {
    const server = await startServer();
    const bad = [
      `00-${trace.toUpperCase()}-${span}-01`,
      `00-${trace}-${span}-01-more`,
      `ff-${trace}-${span}-01`,
      `00-${'0'.repeat(32)}-${span}-01`,
      `00-${trace}-${'0'.repeat(16)}-01`,
      `00-${trace}-${span}`,
      `00-${trace}0-${span}-01`,
      `00-${trace}-${span}-0`,
      `01-${trace}-${span}-01more`,
      `secret`,
    ];
    for (const traceparent of bad) {
      await fetch(`${server.origin}/home/`, { headers: { traceparent } });
    }
    const good = ['traceparent', `00-${trace}-${span}-01`] as const;
    await sendRaw(server.port, rawRequest('GET', '/home/', [good, good]));
    await vi.waitFor(() => {
      expect(requestsIn(server.log)).toHaveLength(bad.length + 1);
    });
    expect(server.log.join('')).not.toMatch(/trace_id|parent_span_id|secret|0af765/i);
  });

  it('has a line without a status for a client that left', async () => {
    const server = await startServer();
    const credentials = await schemeSites[0]?.obtain(server.origin, 'root', 'toor');
    const client = request(`${server.origin}/home/`, {
      method: 'POST',
      headers: { ...credentials, 'Content-Length': '5' },
    });
    client.on('error', () => undefined);
    client.write('{');
    await once(client, 'socket');
    setTimeout(() => client.destroy(), 100);
    await vi.waitFor(() => {
      const line = requestsIn(server.log).find(({ method }) => method === 'POST');
      expect(line).toMatchObject({ level: 20, path: '/home/' });
      expect(line).not.toHaveProperty('status');
    });
  });

  it('has, at info, refusals and failures only, and a flood does not fill the disk', () => {
    const lines: string[] = [];
    let now = 0;
    const log = createLog('info', { write: (line) => lines.push(line) });
    const { exchanged } = requestLog(log, () => now);
    const answer = (statusCode: number): void => {
      const response = { statusCode, headersSent: true };
      const asked = { headers: {}, method: 'GET', originalUrl: '/' };
      exchanged?.({ request: asked, response, took: 1 } as unknown as Exchange);
    };
    for (const status of [200, 204, 302]) answer(status);
    expect(lines).toEqual([]);
    for (let count = 0; count < 1000; count++) answer(count % 2 === 0 ? 401 : 503);
    expect(lines).toHaveLength(20);
    now += 1000;
    answer(500);
    expect(lines).toHaveLength(22);
    expect(lines[20]).toContain('"count":980,"msg":"requests left out of this log"');
    expect(lines[21]).toContain('"status":500');
  });

  it('is not installed where nothing of it would be written', () => {
    const silent = createLog('warn');
    expect(requestLog(silent)).toEqual({});
  });
});
