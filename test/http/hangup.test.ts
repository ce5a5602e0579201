import { X509Certificate } from 'node:crypto';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { join } from 'node:path';
import { connect } from 'node:tls';
import type { TLSSocket } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished, vi } from 'vitest';
import { startProcess } from '../support/process.ts';
import type { ServerProcess } from '../support/process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const fixture = (name: string): string =>
  fileURLToPath(new URL(`../fixtures/tls/${name}.pem`, import.meta.url));

const fingerprintOf = (name: string): string =>
  new X509Certificate(readFileSync(fixture(name))).fingerprint256;

/** The certificate that a new connection gets. */
function askForCertificate(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    // It is signed by itself.
    const socket: TLSSocket = connect({ port, rejectUnauthorized: false }, () => {
      resolve(socket.getPeerX509Certificate()?.fingerprint256 ?? 'none');
      socket.destroy();
    });
    socket.on('error', reject);
  });
}

function askOver(agent: Agent, origin: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(`${origin}/healthz`, { agent }, (answer) => {
      answer.resume();
      answer.on('end', () => {
        resolve(answer.statusCode);
      });
    })
      .on('error', reject)
      .end();
  });
}

function count({ output }: ServerProcess, text: string): number {
  return output().split(text).length - 1;
}

it.each([1, 2])(
  '45: new certificate files are taken up at SIGHUP, by %i processes; broken ones are not',
  async (processes) => {
    const folder = temporaryFolder();
    const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
    copyFileSync(fixture('cert'), cert);
    copyFileSync(fixture('key'), key);
    const settings = { TLS_CERT: cert, TLS_KEY: key, WEB_CONCURRENCY: String(processes) };
    const server = startProcess(settings, folder);
    const origin = await server.listening;
    const port = Number(new URL(origin).port);
    expect(await askForCertificate(port)).toBe(fingerprintOf('cert'));
    const agent = new Agent({ keepAlive: true, maxSockets: 1, rejectUnauthorized: false });
    onTestFinished(() => {
      agent.destroy();
    });
    expect(await askOver(agent, origin)).toBe(200);

    copyFileSync(fixture('renewed-cert'), cert);
    // Halfway through a renewal the two do not belong together.
    server.child.kill('SIGHUP');
    await vi.waitFor(
      () => {
        expect(count(server, 'the certificate stays the one before')).toBe(processes);
      },
      { timeout: 10_000 },
    );
    expect(await askForCertificate(port)).toBe(fingerprintOf('cert'));

    copyFileSync(fixture('renewed-key'), key);
    server.child.kill('SIGHUP');
    await vi.waitFor(
      () => {
        expect(count(server, 'the certificate files were read again')).toBe(processes);
      },
      { timeout: 10_000 },
    );
    for (let each = 0; each < 4; each++) {
      expect(await askForCertificate(port)).toBe(fingerprintOf('renewed-cert'));
    }
    expect(await askOver(agent, origin)).toBe(200);

    writeFileSync(cert, 'nonsense');
    server.child.kill('SIGHUP');
    await vi.waitFor(
      () => {
        expect(count(server, 'the certificate stays the one before')).toBe(2 * processes);
      },
      { timeout: 10_000 },
    );
    expect(await askForCertificate(port)).toBe(fingerprintOf('renewed-cert'));
  },
);

it.each([1, 2])('SIGHUP ends nothing without TLS either: %i processes', async (processes) => {
  const settings = { WEB_CONCURRENCY: String(processes), KEEP_ALIVE_TIMEOUT: '620s' };
  const server = startProcess(settings, temporaryFolder());
  const origin = await server.listening;
  for (let each = 0; each < 3; each++) {
    server.child.kill('SIGHUP');
    const answer = await fetch(`${origin}/healthz`);
    expect(answer.status).toBe(200);
    // KEEP_ALIVE_TIMEOUT is how long a connection is kept.
    expect(answer.headers.get('keep-alive')).toBe('timeout=620');
  }
  server.child.kill('SIGTERM');
  expect(await server.ended).toBe(0);
  expect(server.output()).not.toContain('worker died');
});
