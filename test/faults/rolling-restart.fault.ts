import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { startProcess } from '../support/process.ts';
import type { ServerProcess } from '../support/process.ts';
import { describeWith } from '../support/program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** nginx in front of servers to which it keeps connections open. It ends with the test. */
async function startNginx(folder: string, ports: readonly number[]): Promise<number> {
  const port = await freePort();
  const servers = ports.map((each) => `server 127.0.0.1:${each} max_fails=0;`).join(' ');
  writeFileSync(
    join(folder, 'nginx.conf'),
    `daemon off; master_process off; pid nginx.pid; error_log stderr; events {}
    http {
      access_log off;
      client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
      uwsgi_temp_path uwsgi; scgi_temp_path scgi;
      upstream app { ${servers} keepalive 8; }
      server {
        listen 127.0.0.1:${port};
        location / {
          proxy_pass http://app; proxy_http_version 1.1;
          proxy_set_header Connection ""; proxy_set_header Host $http_host;
        }
      }
    }`,
  );
  const child = spawn('nginx', ['-p', folder, '-c', 'nginx.conf'], { stdio: 'ignore' });
  const ended = once(child, 'close');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return port;
}

/** The status of a GET, which a proxy sends to the other server where one goes away; 0: no answer. */
function get(port: number, agent: Agent): Promise<number> {
  return new Promise((resolve) => {
    const asked = request({ host: '127.0.0.1', port, path: '/home/', agent }, (answer) => {
      answer.resume().on('end', () => {
        resolve(answer.statusCode ?? 0);
      });
    });
    asked.on('error', () => {
      resolve(0);
    });
    asked.end();
  });
}

describeWith('nginx', 'behind nginx', () => {
  it('60: a rolling restart of two servers loses no request', async () => {
    const folder = temporaryFolder();
    const ports = [await freePort(), await freePort()];
    const start = (port: number | undefined): ServerProcess =>
      startProcess(
        {
          PORT: String(port),
          DATABASE_URL: `sqlite:${join(folder, 'db.sqlite3')}`,
          SECRET_KEY: 'k'.repeat(32),
          SHUTDOWN_DELAY: '2s',
          LOG_LEVEL: 'silent',
        },
        folder,
      );
    const servers = ports.map(start);
    for (const { listening } of servers) await listening;
    const proxy = await startNginx(folder, ports);
    const agent = new Agent({ keepAlive: true, maxSockets: 8 });
    while ((await get(proxy, agent)) !== 401) await wait(100);

    const statuses = new Map<number, number>();
    let isOver = false;
    const clients = Array.from({ length: 8 }, async () => {
      while (!isOver) {
        const status = await get(proxy, agent);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        await wait(5);
      }
    });
    for (const [at, server] of servers.entries()) {
      server.child.kill('SIGTERM');
      expect(await server.ended).toBe(0);
      await start(ports[at]).listening;
      await wait(1000);
    }
    isOver = true;
    await Promise.all(clients);
    agent.destroy();
    expect([...statuses.keys()]).toEqual([401]);
    expect(statuses.get(401)).toBeGreaterThan(100);
  });
});
