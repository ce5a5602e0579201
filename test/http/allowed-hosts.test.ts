import { describe, expect, it } from 'vitest';
import { startProcess } from '../support/process.ts';
import { rawRequest, sendRaw } from '../support/raw.ts';
import type { RawAnswer } from '../support/raw.ts';
import { schemeSites } from '../../src/site/schemes.ts';
import { startServer } from '../support/server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

type Headers = readonly (readonly [name: string, value: string])[];

/** Asks a server by a name of the caller's choice; by none at all, as HTTP/1.0 may, for undefined. */
function ask(
  port: number,
  host: string | undefined,
  target = '/home/',
  headers: Headers = [],
): Promise<RawAnswer> {
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const hostLine = host === undefined ? '' : `Host: ${host}\r\n`;
  const version = host === undefined ? '1.0' : '1.1';
  return sendRaw(
    port,
    `GET ${target} HTTP/${version}\r\n${hostLine}Connection: close\r\n${lines}\r\n`,
  );
}

describe('a Host that is not ours', () => {
  it.each(['/', '/home/', '/login/', '/docs/', '/openapi.json', '/static/page.css', '/nowhere'])(
    '55: reads nothing of %s, in JSON or as a page',
    async (target) => {
      const { port } = await startServer();
      for (const host of [
        'evil.example',
        'evil.example:8000',
        '127.0.0.1.evil.example',
        '10.0.0.1',
      ]) {
        const answer = await ask(port, host, target);
        expect(answer.status).toBe(400);
        expect(JSON.parse(answer.body)).toEqual({ detail: 'Invalid Host header.' });
      }
      const page = await ask(port, 'evil.example', target, [['Accept', 'text/html']]);
      expect(page.status).toBe(400);
      expect(page.body).toContain('<!doctype html>');
      expect(page.body).not.toMatch(/ALLOWED_HOSTS|127\.0\.0\.1|localhost/);
    },
  );

  it.each(schemeSites)(
    '55: lets nobody in by $name, though the credentials are right',
    async (site) => {
      const { origin, port } = await startServer();
      const credentials = Object.entries(await site.obtain(origin, 'root', 'toor'));
      expect((await ask(port, '127.0.0.1', '/home/', credentials)).status).toBe(200);
      expect((await ask(port, 'evil.example', '/home/', credentials)).status).toBe(400);
    },
  );

  it('55: is told to the operator, with the setting that names ours, and not in every line', async () => {
    const { port, log } = await startServer();
    for (let time = 0; time < 5; time += 1) await ask(port, `evil${time}.example`);
    const lines = log.filter((line) => line.includes('ALLOWED_HOSTS'));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('evil0.example');
  });

  it.each([
    ['localhost', 401],
    ['LocalHost:8000', 401],
    ['localhost.', 401],
    ['127.0.0.1:1', 401],
    ['[::1]:8000', 401],
    ['[0:0:0:0:0:0:0:1]', 401],
    ['', 401],
    [undefined, 401],
    ['a.localhost', 400],
    ['127.0.0.2', 400],
    ['[::2]', 400],
  ])('55: at a desk: %s is answered with %d', async (host, status) => {
    const { port } = await startServer();
    expect((await ask(port, host)).status).toBe(status);
  });

  it.each([
    ['example.com', ['example.com', 'EXAMPLE.com:80'], ['a.example.com', 'anexample.com', 'com']],
    ['.example.com', ['example.com', 'a.example.com', 'a.b.example.com.'], ['anexample.com']],
    ['*', ['whatever', '10.0.0.1'], []],
    ['a.example,b.example', ['a.example', 'b.example:9'], ['c.example', 'localhost']],
    ['bücher.example', ['xn--bcher-kva.example'], ['bcher.example']],
  ])('55: ALLOWED_HOSTS=%s means %j and not %j', async (setting, ours, others) => {
    const { port } = await startServer({ ALLOWED_HOSTS: setting });
    for (const host of ours) expect((await ask(port, host)).status, host).toBe(401);
    for (const host of others) expect((await ask(port, host)).status, host).toBe(400);
  });

  it('55: counts as it stands in the target, whatever Host says (RFC 9112 §3.2.2)', async () => {
    const { port } = await startServer();
    expect((await ask(port, 'evil.example', 'http://127.0.0.1/home/')).status).toBe(401);
    expect((await ask(port, 'evil.example', 'http://a:b@localhost/home/')).status).toBe(401);
    expect((await ask(port, '127.0.0.1', 'http://evil.example/home/')).status).toBe(400);
    expect((await ask(port, '127.0.0.1', 'http://127.0.0.1@evil.example/home/')).status).toBe(400);
  });

  it('55: is taken from X-Forwarded-Host where a proxy is trusted, and nowhere else', async () => {
    const named = (name: string): Headers => [['X-Forwarded-Host', name]];
    const plain = await startServer({ ALLOWED_HOSTS: 'example.com,127.0.0.1' });
    expect((await ask(plain.port, 'evil.example', '/', named('example.com'))).status).toBe(400);
    expect((await ask(plain.port, '127.0.0.1', '/', named('evil.example'))).status).toBe(200);
    const behind = await startServer({ ALLOWED_HOSTS: 'example.com', TRUST_PROXY: 'loopback' });
    expect((await ask(behind.port, '127.0.0.1', '/', named('example.com'))).status).toBe(200);
    expect((await ask(behind.port, 'example.com', '/', named('evil.example'))).status).toBe(400);
    expect((await ask(behind.port, 'example.com', '/', named('a@example.com'))).status).toBe(400);
  });

  it('55: is asked for how the server is by balancers, which know its address alone', async () => {
    const { port } = await startServer();
    for (const path of ['/healthz', '/readyz/']) {
      expect((await ask(port, '10.0.0.1:8000', path)).status).toBe(200);
    }
  });

  it('55: reads no metrics; an address does', async () => {
    const server = startProcess({ METRICS: 'on', METRICS_PORT: '0' }, temporaryFolder());
    const [, found] = await server.printed(/metrics on http:\/\/127\.0\.0\.1:(\d+)/);
    const port = Number(found);
    expect((await ask(port, 'evil.example', '/metrics')).status).toBe(400);
    await server.printed(/ALLOWED_HOSTS/);
    for (const host of ['localhost:9464', '127.0.0.1', '10.0.0.1:9464', '[fe80::1]']) {
      expect((await ask(port, host, '/metrics')).status, host).toBe(200);
    }
  });
});

describe('links to ourselves', () => {
  it('name the host that was asked for, without the usual port', async () => {
    const { port } = await startServer();
    const index = async (...parameters: [string | undefined, string?]): Promise<unknown> =>
      (JSON.parse((await ask(port, parameters[0], parameters[1] ?? '/')).body) as { home: unknown })
        .home;
    expect(await index('LOCALHOST:80')).toBe('http://localhost/home/');
    expect(await index('localhost:8000')).toBe('http://localhost:8000/home/');
    expect(await index('evil.example', 'http://[::1]:81/')).toBe('http://[::1]:81/home/');
    // There is none to be named.
    expect(await index(undefined)).toBe('/home/');
    expect(await index('')).toBe('/home/');
  });

  it('are relative from page to page of a list, too, where there is none', async () => {
    const server = await startServer();
    await server.addUser('other', 'rehto');
    const credentials = Object.entries(
      (await schemeSites[0]?.obtain(server.origin, 'root', 'toor')) ?? {},
    );
    const target = '/api/users/?page_size=1';
    const answer = await ask(server.port, undefined, target, credentials);
    const { next } = JSON.parse(answer.body) as { next: string };
    expect(next.split('&cursor=')[0]).toBe('/api/users/?page_size=1&page=2');
  });

  it.each(schemeSites)('are in the commands of $name that can be copied', async ({ name }) => {
    const { port } = await startServer();
    const { body } = await ask(port, undefined, `/schemes/${name}/`, [['Accept', 'text/html']]);
    expect(body).toContain(`http://127.0.0.1:${port}/home/`);
    expect(body).not.toContain('undefined');
  });

  it('go to the proxy that is trusted', async () => {
    const { port } = await startServer({ ALLOWED_HOSTS: 'example.com', TRUST_PROXY: '1' });
    const home = async (...headers: Headers): Promise<unknown> => {
      const answer = await sendRaw(
        port,
        rawRequest('GET', '/', headers).toString().replace('127.0.0.1', 'example.com'),
      );
      return (JSON.parse(answer.body) as { home: unknown }).home;
    };
    expect(await home(['X-Forwarded-Proto', 'HTTPS'])).toBe('https://example.com/home/');
    expect(await home(['X-Forwarded-Port', '8443'], ['X-Forwarded-Proto', 'https'])).toBe(
      'https://example.com:8443/home/',
    );
    expect(await home(['X-Forwarded-Port', '80'])).toBe('http://example.com/home/');
    expect(await home(['X-Forwarded-Host', 'example.com:9000'], ['X-Forwarded-Port', '80'])).toBe(
      'http://example.com:9000/home/',
    );
    expect(await home(['X-Forwarded-Port', 'x'])).toBe('http://example.com/home/');
  });
});
