import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { send } from '../../src/site/demo/tour/request.ts';
import { testBuild } from '../support/build.ts';
import { freePort } from '../support/free-port.ts';
import { outputOf } from '../support/output.ts';
import type { Output } from '../support/output.ts';
import { describeWith } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** systemd's own program that opens sockets, and runs another in its place when a client comes. */
const ACTIVATE = 'systemd-socket-activate';

interface Activated extends Output {
  readonly stop: () => Promise<unknown>;
}

/** @param sockets as ListenStream= names them. */
function activate(sockets: readonly string[], settings: Record<string, string> = {}): Activated {
  const environment = { BCRYPT_COST: '4', PORT: '1', ...settings };
  const child = spawn(
    ACTIVATE,
    [
      ...sockets.map((socket) => `--listen=${socket}`),
      ...Object.entries(environment).map(([name, value]) => `--setenv=${name}=${value}`),
      process.execPath,
      join(testBuild(), 'src/server.js'),
    ],
    { cwd: temporaryFolder(), stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const output = outputOf(child);
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await output.ended;
  });
  const stop = async (): Promise<unknown> => {
    child.kill('SIGTERM');
    return output.ended;
  };
  return { ...output, stop };
}

/** The first client waits for the server to start; nobody is there to open a connection before. */
async function askHome(origin: string): Promise<number> {
  return vi.waitFor(async () => (await send(origin, { path: '/home/' }, {})).status, {
    timeout: 30_000,
    interval: 100,
  });
}

describeWith(ACTIVATE, 'a socket that systemd passes', () => {
  it.each(['1', '2'])(
    'of TCP is listened on by %s process(es), whatever PORT says',
    async (WEB_CONCURRENCY) => {
      const address = `127.0.0.1:${await freePort()}`;
      const server = activate([address], { WEB_CONCURRENCY });
      expect(await askHome(`http://${address}`)).toBe(401);
      await server.printed(new RegExp(`^listening on http://${address}$`, 'm'));
      expect(await server.stop()).toBe(0);
    },
  );

  it.each(['1', '2'])(
    '69: of a file is listened on by %s process(es), and left there',
    async (WEB_CONCURRENCY) => {
      const path = join(temporaryFolder(), 'app.sock');
      const server = activate([path], { WEB_CONCURRENCY, TRUST_PROXY: 'loopback' });
      expect(await askHome(`unix:${path}`)).toBe(401);
      await server.printed(new RegExp(`^listening on unix:${path}$`, 'm'));
      expect(await server.stop()).toBe(0);
      expect(existsSync(path)).toBe(true);
    },
  );

  it('45: of a file needs a proxy that is trusted, too', async () => {
    const path = join(temporaryFolder(), 'app.sock');
    const server = activate([path]);
    await server.printed(/as 3\.$/m);
    await expect(send(`unix:${path}`, { path: '/home/' }, {})).rejects.toThrow();
    await server.printed(/^TRUST_PROXY: not set, .*$/m);
  });

  it('45: beside another is refused', async () => {
    const paths = ['a', 'b'].map((name) => join(temporaryFolder(), name));
    const server = activate(paths);
    await server.printed(/as 4\.$/m);
    await expect(send(`unix:${paths[0] ?? ''}`, { path: '/home/' }, {})).rejects.toThrow();
    await server.printed(/^LISTEN_FDS: 2 sockets were passed, .*$/m);
  });
});
