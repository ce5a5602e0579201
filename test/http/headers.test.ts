import express from 'express';
import supertest from 'supertest';
import { describe, expect, it } from 'vitest';
import { defaultHeaders } from '../../src/http/default-headers.ts';
import { startServer } from '../support/server.ts';

const HTML = { Accept: 'text/html' };

describe('every answer', () => {
  it.each([
    ['an API answer', '/healthz', {}],
    ['a refusal', '/home/', {}],
    ['an unknown path', '/nowhere', {}],
    ['an unknown path, as a page', '/nowhere', HTML],
    ['a path that cannot be decoded', '/%ff', {}],
  ])('47: %s is not stored, sniffed or framed, and runs nothing', async (_what, path, headers) => {
    const server = await startServer();
    const answer = await fetch(`${server.origin}${path}`, { headers, redirect: 'manual' });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('x-frame-options')).toBe('DENY');
    expect(answer.headers.get('cross-origin-resource-policy')).toBe('same-origin');
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(policy).not.toContain('script-src');
    expect(answer.headers.get('x-powered-by')).toBeNull();
    expect(answer.headers.get('etag')).toBeNull();
  });

  it('47: is not stored or sniffed where a handler writes it itself, unless that says otherwise', async () => {
    const app = express();
    defaultHeaders(app);
    app.get('/secret', (_request, response) => response.json({ balance: 1 }));
    app.get('/public', (_request, response) => {
      response.set('Cache-Control', 'max-age=60').send('logo');
    });
    const secret = await supertest(app).get('/secret');
    expect(secret.headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    const open = await supertest(app).get('/public');
    expect(open.headers['cache-control']).toBe('max-age=60');
  });

  it('47: as a page is out of reach of windows of other sites, and static files are no part of theirs', async () => {
    const server = await startServer();
    for (const path of ['/', '/nowhere', '/docs/']) {
      const page = await fetch(`${server.origin}${path}`, { headers: HTML });
      expect(page.headers.get('cross-origin-opener-policy')).toBe('same-origin');
    }
    for (const path of ['/static/page.css', '/static/docs.js', '/static/swagger-ui.css']) {
      const file = await fetch(`${server.origin}${path}`);
      expect(file.status).toBe(200);
      expect(file.headers.get('cross-origin-resource-policy')).toBe('same-origin');
    }
  });

  it('is JSON unless a page is asked for', async () => {
    const server = await startServer();
    const json = await fetch(`${server.origin}/nowhere`);
    expect(json.headers.get('content-type')).toBe('application/json');
    expect(await json.json()).toEqual({ detail: 'Not found.' });
    const page = await fetch(`${server.origin}/nowhere`, { headers: HTML });
    expect(page.status).toBe(404);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await page.text()).toContain('<!doctype html>');
  });

  it('is 404 for the same path in another case, and for one that cannot be decoded', async () => {
    const server = await startServer();
    expect((await fetch(`${server.origin}/Home/`)).status).toBe(404);
    expect((await fetch(`${server.origin}/static/%ff`)).status).toBe(404);
    expect((await fetch(`${server.origin}/home%ff`)).status).toBe(404);
    expect((await fetch(`${server.origin}/api/sessions/%ff/`)).status).toBe(404);
  });
});

it('Allow comes with 405 and OPTIONS alone, and Vary with nothing', async () => {
  const { origin } = await startServer();
  const ask = (method: string): Promise<Response> => fetch(`${origin}/api/token/`, { method });
  for (const method of ['GET', 'OPTIONS', 'POST']) {
    const { headers } = await ask(method);
    expect(headers.get('allow')).toBe(method === 'POST' ? null : 'POST, OPTIONS');
    expect(headers.get('vary')).toBeNull();
    expect(headers.get('cache-control')).toBe('no-store');
  }
});

describe('health', () => {
  it('is told from readiness: only that needs the database', async () => {
    const server = await startServer();
    expect((await fetch(`${server.origin}/healthz`)).status).toBe(200);
    expect((await fetch(`${server.origin}/readyz/`)).status).toBe(200);
    const { database } = server.dependencies;
    await database.close();
    database.close = () => Promise.resolve();
    expect((await fetch(`${server.origin}/healthz`)).status).toBe(200);
    const unready = await fetch(`${server.origin}/readyz`);
    expect(unready.status).toBe(503);
    expect(unready.headers.get('retry-after')).toBe('5');
    expect(await unready.json()).toEqual({ detail: 'The database does not answer.' });
  });
});
