import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request as open } from 'node:https';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { schemeSites } from '../../src/site/schemes.ts';
import { prepareDeployment } from '../support/deployment.ts';
import { freePort } from '../support/free-port.ts';
import { describeWith } from '../support/program.ts';
import { startServer } from '../support/server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const DOCUMENT = new URL('../../docs/proxy.md', import.meta.url);
const pem = (name: string): string =>
  fileURLToPath(new URL(`../fixtures/tls/${name}.pem`, import.meta.url));

/**
 * The configuration that the document shows, at this machine's files and ports.
 *
 * @param backend where the server is, as an origin or `unix:/run/app.sock`.
 */
function configure(folder: string, port: number, backend: string): string {
  const blocks = readFileSync(DOCUMENT, 'utf8').matchAll(/```nginx\n(.*?)```/gs);
  const [shown = '', overSocket = ''] = [...blocks].map(([, block]) => block);
  const server = shown
    .replace('listen 443 ssl', `listen 127.0.0.1:${port} ssl`)
    .replace('example.com', 'localhost')
    .replace('cert.pem', pem('cert'))
    .replace('key.pem', pem('key'))
    .replace(/ +proxy_pass .*\n/, (line) => (backend.startsWith('unix:') ? overSocket : line))
    .replace(/(?<=proxy_pass ).*(?=;)/, backend.replace('unix:', 'http://unix:'));
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${join(folder, name)};`)
    .join('\n');
  return `
    daemon off; master_process off; worker_processes 1;
    pid ${join(folder, 'pid')}; error_log stderr;
    events {}
    http { access_log off; ${temporary} ${server} }`;
}

interface ProxiedAnswer {
  readonly status: number | undefined;
  readonly cookies: readonly string[];
  readonly body: string;
}

/** What a server behind the proxy needs to know. */
const SETTINGS = { TRUST_PROXY: 'loopback', ALLOWED_HOSTS: 'localhost,127.0.0.1' };

/**
 * nginx in front of a server, and how to ask it by its name.
 *
 * @param backend of the server that it passes requests to; without it, one is started.
 */
async function startProxy(backend?: string): Promise<{
  readonly origin: string;
  readonly backend: string;
  readonly ask: (
    path: string,
    headers: Record<string, string>,
    form?: string,
    localAddress?: string,
  ) => Promise<ProxiedAnswer>;
}> {
  backend ??= (await startServer(SETTINGS)).origin;
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'logs'));
  const port = await freePort();
  writeFileSync(join(folder, 'nginx.conf'), configure(folder, port, backend));
  const child = spawn('nginx', ['-p', folder, '-c', 'nginx.conf', '-e', 'stderr'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  const ended = new Promise((resolve) => child.once('close', resolve));
  onTestFinished(async () => {
    child.kill();
    await ended;
  });

  const ask = (
    path: string,
    headers: Record<string, string>,
    form?: string,
    localAddress = '127.0.0.1',
  ): Promise<ProxiedAnswer> =>
    new Promise((resolve, reject) => {
      const options = {
        port,
        path,
        method: form === undefined ? 'GET' : 'POST',
        headers: {
          Host: `localhost:${port}`,
          ...(form !== undefined && { 'Content-Type': 'application/x-www-form-urlencoded' }),
          ...headers,
        },
        host: '127.0.0.1',
        localAddress,
        rejectUnauthorized: false,
        agent: false,
      };
      open(options, (answer) => {
        const { statusCode: status, headers: got } = answer;
        text(answer).then((body) => {
          resolve({ status, cookies: got['set-cookie'] ?? [], body });
        }, reject);
      })
        .once('error', reject)
        .end(form);
    });
  for (let time = 0; time < 100; time += 1) {
    const isUp = await ask('/healthz', {}).then(
      () => true,
      () => false,
    );
    if (isUp) break;
    if (child.exitCode !== null) throw new Error(`nginx ended: ${complaints}`);
    await sleep(100);
  }
  return { origin: `https://localhost:${port}`, backend, ask };
}

describeWith('nginx', 'nginx, as docs/proxy.md has it', () => {
  it('56: leaves our own pages ours, on whichever port, and others’ theirs', async () => {
    const { origin, backend, ask } = await startProxy();
    for (const { obtain } of schemeSites) {
      const own = await obtain(backend, 'root', 'toor');
      // A browser's that does not say more, over TLS.
      expect((await ask('/home/', { ...own, Origin: origin }, 'a=1')).status).toBe(200);
    }
    const own = await schemeSites.at(0)?.obtain(backend, 'root', 'toor');
    for (const other of [origin.replace('https', 'http'), 'https://localhost', 'null']) {
      expect((await ask('/home/', { ...own, Origin: other }, 'a=1')).status, other).toBe(403);
    }
  });

  it('55: is what links name, whatever else the client says', async () => {
    const { origin, ask } = await startProxy();
    for (const headers of [
      {},
      { 'X-Forwarded-Host': 'evil.example' },
      { 'X-Forwarded-Port': '1' },
      { 'X-Forwarded-Proto': 'http' },
    ]) {
      const { body } = await ask('/', headers);
      expect(JSON.parse(body)).toMatchObject({ home: `${origin}/home/` });
    }
    expect((await ask('/', { Host: 'evil.example' })).status).toBe(400);
  });

  it('69: tells clients apart for a server on a Unix socket, as 33 has it', async () => {
    const deployment = await prepareDeployment({ LOGIN_THROTTLE: 'on', ...SETTINGS });
    const { origin } = await deployment.start({ HOST: join(temporaryFolder(), 'app.sock') });
    const { ask } = await startProxy(origin);
    const logIn = async (password: string, address: string): Promise<number | undefined> => {
      const Authorization = `Basic ${btoa(`root:${password}`)}`;
      return (await ask('/home/', { Authorization }, undefined, address)).status;
    };
    for (let guess = 0; guess < 10; guess++) await logIn('wrong', '127.0.0.2');
    expect(await logIn('toor', '127.0.0.2')).toBe(429);
    expect(await logIn('toor', '127.0.0.3')).toBe(200);
  });

  it('23: lets cookies be Secure', async () => {
    const { ask } = await startProxy();
    const { cookies } = await ask('/login/', {});
    expect(cookies).toHaveLength(1);
    expect(cookies[0]).toMatch(/; Secure/);
  });
});
