import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { schemeSites } from '../../src/site/schemes.ts';
import { send } from '../../src/site/demo/tour/request.ts';
import { prepareDeployment } from '../support/deployment.ts';
import { startProcess } from '../support/process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const TRUST_PROXY = 'loopback';

/** Asks for `/home/` with Basic, as a proxy does for a client. */
async function askHome(origin: string, password = 'toor', address = '192.0.2.1'): Promise<number> {
  const headers = { 'X-Forwarded-For': address };
  return (await send(origin, { path: '/home/', user: `root:${password}`, headers }, {})).status;
}

describe('a Unix socket', () => {
  it.each(['1', '2'])(
    'is served by %s process(es), for the group, until they stop',
    async (WEB_CONCURRENCY) => {
      const { start } = await prepareDeployment();
      const path = join(temporaryFolder(), 'app.sock');
      const server = await start({ HOST: path, TRUST_PROXY, WEB_CONCURRENCY });
      expect(server.origin).toBe(`unix:${path}`);
      expect(statSync(path).mode & 0o777).toBe(0o660);
      expect(await askHome(server.origin)).toBe(200);
      server.child.kill('SIGTERM');
      expect(await server.ended).toBe(0);
      expect(existsSync(path)).toBe(false);
    },
  );

  it.each(['1', '2'])(
    '69: that a dead server left is taken over by %s process(es), one that is served is not',
    async (WEB_CONCURRENCY) => {
      const { start } = await prepareDeployment();
      const path = join(temporaryFolder(), 'app.sock');
      const settings = { HOST: path, TRUST_PROXY, WEB_CONCURRENCY };
      const first = await start(settings);
      first.child.kill('SIGKILL');
      await first.ended;
      expect(existsSync(path)).toBe(true);
      const second = await start(settings);
      const third = startProcess(settings, temporaryFolder());
      expect(await third.ended).toBe(1);
      expect(third.output()).toBe(
        `HOST: ${path} is taken; stop the server that listens there, or name another path.\n`,
      );
      expect(await askHome(second.origin)).toBe(200);
    },
  );

  it('69: that a dead server left is taken over by one of several that start at once', async () => {
    const { start } = await prepareDeployment();
    const path = join(temporaryFolder(), 'app.sock');
    const dead = await start({ HOST: path, TRUST_PROXY });
    dead.child.kill('SIGKILL');
    await dead.ended;
    const starts = Array.from({ length: 4 }, () => start({ HOST: path, TRUST_PROXY }));
    const settled = await Promise.allSettled(starts);
    const servers = settled.filter(({ status }) => status === 'fulfilled');
    expect(servers).toHaveLength(1);
    expect(await askHome(`unix:${path}`)).toBe(200);
  });

  it('69: has clients where the proxy says they are, who cannot lock each other out', async () => {
    const { local, start } = await prepareDeployment({ LOGIN_THROTTLE: 'on' });
    const path = join(temporaryFolder(), 'app.sock');
    const { origin } = await start({ HOST: path, TRUST_PROXY });
    for (let guess = 0; guess < 10; guess++) expect(await askHome(origin, 'wrong')).toBe(401);
    expect(await askHome(origin)).toBe(429);
    expect(await askHome(origin, 'toor', '192.0.2.2')).toBe(200);
    // A proxy that says nothing is one address, as it is over TCP.
    expect((await send(origin, { path: '/home/', user: 'root:wrong' }, {})).status).toBe(401);
    const addresses = await local.dependencies.database.all<{ address: string }>(
      'SELECT DISTINCT address FROM events ORDER BY address',
    );
    expect(addresses.map(({ address }) => address)).toEqual([
      '127.0.0.1',
      '192.0.2.1',
      '192.0.2.2',
    ]);
  });

  it('lets each scheme be watched at work', async () => {
    const { start } = await prepareDeployment();
    const { origin } = await start({ HOST: join(temporaryFolder(), 'app.sock'), TRUST_PROXY });
    for (const { name } of schemeSites) {
      const form = { password: 'toor' };
      const headers = { Host: 'localhost' };
      const request = { path: `/live/${name}/`, user: 'root:toor', form, headers };
      const { status, text } = await send(origin, request, {});
      expect(status, text).toBe(200);
      expect(text).toContain('HTTP/1.1 200 OK');
      expect(text).not.toContain('Not as expected');
    }
  });
});

describe('a server that cannot listen on a Unix socket', () => {
  const refuse = async (settings: Record<string, string>): Promise<string> => {
    const server = startProcess({ TRUST_PROXY, ...settings }, temporaryFolder());
    expect(await server.ended).toBe(1);
    return server.output();
  };

  it('45: because a file is in its place leaves that alone', async () => {
    const path = join(temporaryFolder(), 'file');
    writeFileSync(path, 'mine');
    expect(await refuse({ HOST: path })).toBe(
      `HOST: ${path} is there, and no socket; move it, or name another path.\n`,
    );
    expect(readFileSync(path, 'utf8')).toBe('mine');
  });

  it('45: because there is no such folder says so', async () => {
    const path = join(temporaryFolder(), 'missing/app.sock');
    expect(await refuse({ HOST: path })).toBe(
      `HOST: ${path} cannot be made (EACCES); its folder must be there, and this process be allowed to write to it.\n`,
    );
  });

  it('69: because nobody would tell its clients apart says so', async () => {
    const HOST = join(temporaryFolder(), 'app.sock');
    expect(await refuse({ HOST, TRUST_PROXY: '' })).toMatch(/^TRUST_PROXY: not set, .*\n$/);
    expect(existsSync(HOST)).toBe(false);
  });
});
