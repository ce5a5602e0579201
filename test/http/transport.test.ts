import { request } from 'node:https';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openSchemes } from '../support/schemes.ts';
import { startProcess } from '../support/process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { startServer } from '../support/server.ts';
import type { TestServer } from '../support/server.ts';

const PRODUCTION = { NODE_ENV: 'production', BCRYPT_COST: '10', TRUST_PROXY: 'loopback' };
const NOT_HERE = { detail: 'This server is to be used over HTTPS only.' };

describe('production', () => {
  it('46: refuses credentials over plain HTTP, of whichever scheme', async () => {
    const { origin } = await startServer(PRODUCTION);
    for (const { scheme } of openSchemes) {
      const { word } = scheme.credentials;
      const headers = word === undefined ? { Cookie: 'a=b' } : { Authorization: `${word} x` };
      const answer = await fetch(`${origin}/home/`, { headers: headers as HeadersInit });
      expect(answer.status).toBe(403);
      expect(await answer.json()).toEqual(NOT_HERE);
      expect(answer.headers.get('strict-transport-security')).toBeNull();
    }
    expect((await fetch(`${origin}/healthz`)).status).toBe(200);
  });

  it('46: takes the word of a trusted proxy for TLS, and sends HSTS', async () => {
    const { origin } = await startServer(PRODUCTION);
    const headers = { 'X-Forwarded-Proto': 'https' };
    const answer = await fetch(`${origin}/home/`, { headers });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('strict-transport-security')).toBe('max-age=31536000');
  });

  it('46: takes nobody else’s word', async () => {
    const { origin } = await startServer({ ...PRODUCTION, TRUST_PROXY: '10.0.0.1' });
    const headers = { 'X-Forwarded-Proto': 'https' };
    expect((await fetch(`${origin}/home/`, { headers })).status).toBe(403);
  });

  it('46: answers over plain HTTP where it is told to', async () => {
    const { origin } = await startServer({ ...PRODUCTION, ALLOW_INSECURE_HTTP: 'true' });
    expect((await fetch(`${origin}/home/`)).status).toBe(401);
  });
});

describe('a proxy that is not trusted', () => {
  const warnings = ({ log }: TestServer): string[] =>
    log.filter((line) => line.includes('"level":40') && line.includes('TRUST_PROXY'));

  it.each([{ TRUST_PROXY: '' }, { TRUST_PROXY: '10.0.0.1' }])(
    'is warned of once, with %j',
    async (settings) => {
      const server = await startServer(settings);
      await fetch(`${server.origin}/home/`);
      expect(warnings(server)).toEqual([]);
      for (const name of ['X-Forwarded-For', 'X-Forwarded-Proto', 'X-Forwarded-Host']) {
        await fetch(`${server.origin}/home/`, { headers: { [name]: 'x' } });
      }
      expect(warnings(server)).toHaveLength(1);
    },
  );

  it('is no matter where it is trusted', async () => {
    const server = await startServer({ TRUST_PROXY: '1' });
    await fetch(`${server.origin}/home/`, { headers: { 'X-Forwarded-For': '192.0.2.1' } });
    expect(warnings(server)).toEqual([]);
  });

  it('46: is what the refusal in production points to', async () => {
    const { origin } = await startServer({ ...PRODUCTION, TRUST_PROXY: '10.0.0.1' });
    const headers = { 'X-Forwarded-Proto': 'https' };
    const answer = await fetch(`${origin}/home/`, { headers });
    expect(answer.status).toBe(403);
    const detail = `${NOT_HERE.detail} It does not trust the proxy that the request came by (TRUST_PROXY).`;
    expect(await answer.json()).toEqual({ detail });
    expect(await (await fetch(`${origin}/home/`)).json()).toEqual(NOT_HERE);
  });
});

describe('HTTPS', () => {
  const pem = (name: string): string =>
    fileURLToPath(new URL(`../fixtures/tls/${name}.pem`, import.meta.url));
  const TLS = { TLS_CERT: pem('cert'), TLS_KEY: pem('key') };

  /** The Strict-Transport-Security of a server that is asked by these names. */
  async function hstsOf(
    settings: Record<string, string>,
    hosts: readonly string[],
  ): Promise<(string | undefined)[]> {
    const server = startProcess({ ...TLS, ...settings }, temporaryFolder());
    const origin = await server.listening;
    expect(origin).toMatch(/^https:\/\//);
    const ask = (Host: string): Promise<string | undefined> =>
      new Promise((resolve, reject) => {
        // The certificate is signed by itself.
        const options = { rejectUnauthorized: false, agent: false, headers: { Host } };
        request(`${origin}/home/`, options, (answer) => {
          answer.resume();
          expect(answer.statusCode).toBe(401);
          resolve(answer.headers['strict-transport-security']);
        })
          .on('error', reject)
          .end();
      });
    return Promise.all(hosts.map(ask));
  }

  it('46: is spoken with TLS_CERT and TLS_KEY, and HSTS is sent, but not for localhost', async () => {
    const settings = {
      NODE_ENV: 'production',
      BCRYPT_COST: '10',
      SECRET_KEY: 'Zk3vQx8LwT0aYb5nRc7dUe9fGh1iJo2m',
      ALLOWED_HOSTS: '*',
    };
    const names = [
      'example.com',
      'a.example.com:8443',
      'localhost',
      'LOCALHOST.:8000',
      'a.localhost',
    ];
    const hsts = 'max-age=31536000';
    expect(await hstsOf(settings, names)).toEqual([hsts, hsts, undefined, undefined, undefined]);
  });

  it('46: at a desk ends with the server: browsers are not told to stay with it', async () => {
    expect(await hstsOf({ ALLOWED_HOSTS: '*' }, ['example.com', '127.0.0.1'])).toEqual([
      undefined,
      undefined,
    ]);
  });
});
