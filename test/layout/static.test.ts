import { expect, test } from 'vitest';
import { rawRequest, sendRaw } from '../support/raw.ts';
import { startServer } from '../support/server.ts';

test.each(['pico.classless.min.css', 'page.css'])(
  '47: /static/%s is a style sheet',
  async (name) => {
    const { origin } = await startServer();

    const answer = await fetch(`${origin}/static/${name}`);

    expect(answer.status).toBe(200);
    expect(answer.headers.get('Content-Type')).toBe('text/css; charset=utf-8');
    expect(answer.headers.get('Cache-Control')).toBe('public, max-age=3600');
    expect(answer.headers.get('X-Content-Type-Options')).toBe('nosniff');
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(await answer.text()).toContain('max-width');
  },
);

test('a style sheet that has not changed is not sent again', async () => {
  const { origin, port } = await startServer();
  const { headers } = await fetch(`${origin}/static/page.css`);
  const tag = headers.get('ETag') ?? '';

  // fetch itself would add `Cache-Control: no-cache`.
  const again = await sendRaw(
    port,
    rawRequest('GET', '/static/page.css', [['If-None-Match', tag]]),
  );

  expect(again.status).toBe(304);
  expect(again.body).toBe('');
});

test('the pages link to the style sheets that there are', async () => {
  const { origin } = await startServer();
  const page = await fetch(`${origin}/nothing-here/`, { headers: { Accept: 'text/html' } });
  const links = (await page.text()).matchAll(/<link rel="stylesheet" href="([^"]*)"/g);
  const addresses = [...links].map(([, address = '']) => address);

  expect(addresses).toEqual(['/static/pico.classless.min.css', '/static/page.css']);
  for (const address of addresses) {
    expect((await fetch(`${origin}${address}`)).status).toBe(200);
  }
});

// Written to the socket as they stand: a client would tidy them up first.
test.each([
  '/static',
  '/static/',
  '/static/.',
  '/static/nothing-here.css',
  '/static/PAGE.CSS',
  '/static/page.css/',
  '/static/page.css%00.html',
  '/static/../package.json',
  '/static/../../../package.json',
  '/static/%2e%2e/page.tsx',
  '/static/%2e%2e%2fpage.tsx',
  '/static/..%2fpage.tsx',
  '/static/..%5cpage.tsx',
  '/static/%2e%2e%2f%2e%2e%2f%2e%2e%2fpackage.json',
  '/static/%252e%252e%252fpage.tsx',
  '/static//etc/passwd',
  '/static/%2fetc%2fpasswd',
  '/static/%ff',
])('%s: no listing, no other file, a 404 like any', async (path) => {
  const { port } = await startServer();

  const answer = await sendRaw(port, rawRequest('GET', path));

  expect(answer.status).toBe(404);
  expect(answer.headers).toContainEqual(['content-type', 'application/json']);
  expect(JSON.parse(answer.body)).toEqual({ detail: 'Not found.' });
});

test('who prefers a page gets the 404 as a page', async () => {
  const { origin } = await startServer();
  const accept = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

  const answer = await fetch(`${origin}/static/nothing-here.css`, { headers: { Accept: accept } });

  expect(answer.status).toBe(404);
  expect(answer.headers.get('Content-Type')).toBe('text/html; charset=utf-8');
  expect(answer.headers.get('Cache-Control')).toBe('no-store');
  expect(answer.headers.get('Content-Security-Policy')).toMatch(/^default-src 'none'; style-src/);
  const html = await answer.text();
  expect(html).toContain('<h1>404 Not Found</h1>');
  expect(html).not.toMatch(/<script|style=|nothing-here/);
});

test.each(['POST', 'PUT', 'DELETE'])('%s changes nothing there', async (method) => {
  const { origin } = await startServer();

  const answer = await fetch(`${origin}/static/page.css`, { method });

  // A wrong method is 405 everywhere else; a file that is only for GET is not there for others.
  expect(answer.status).toBe(404);
});

test.each([
  ['If-Match', '"other"', 412, 'Precondition Failed.'],
  ['If-Unmodified-Since', 'Thu, 01 Jan 1970 00:00:00 GMT', 412, 'Precondition Failed.'],
  ['Range', 'bytes=99999999-', 416, 'Range Not Satisfiable.'],
])('%s: %s that does not hold is %i, and no failure', async (name, value, status, detail) => {
  const { port, log } = await startServer();

  const answer = await sendRaw(port, rawRequest('GET', '/static/page.css', [[name, value]]));

  expect(answer.status).toBe(status);
  expect(JSON.parse(answer.body)).toEqual({ detail });
  expect(log.join('')).not.toContain('request failed');
});
