import express from 'express';
import { Strategy } from 'passport';
import type { Request } from 'express';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { AuthenticationFailed, defineScheme, schemes } from '../../src/index.ts';
import { sendSlowly } from '../support/slow-request.ts';
import { open, serve } from './embed.ts';

/** Lets root in by `X-API-Key`, as long as the key is one of these. */
function byKey(keys: ReadonlySet<string>): ReturnType<typeof defineScheme> {
  return defineScheme({
    name: 'apikey',
    settings: {},
    migrations: [],
    open: ({ users }) => ({
      name: 'apikey',
      credentials: { field: 'X-API-Key', isAmbient: false },
      strategy: new (class extends Strategy {
        override async authenticate(request: Request): Promise<void> {
          const user = await users.findByUsername('root');
          if (!keys.has(request.get('X-API-Key') ?? '') || user === undefined) {
            throw new AuthenticationFailed('Invalid key.');
          }
          this.success(user);
        }
      })(),
    }),
  });
}

/** A server that answers how it was entered. */
async function serveWith(keys: ReadonlySet<string>): Promise<string> {
  const auth = await open({ schemes: [...schemes, byKey(keys)] });
  const app = express().use('/auth', auth.routes);
  app.all('/', auth.required, (request, response) => {
    response.json(request.scheme);
  });
  app.use(auth.errors);
  return serve(app);
}

describe('a scheme with a header of its own', () => {
  it('is selected by it, after a word in Authorization and before a cookie', async () => {
    const origin = await serveWith(new Set(['k1']));
    const ask = async (headers: Record<string, string>): Promise<unknown> => {
      const answer = await fetch(origin, { headers });
      return answer.status === 200 ? answer.json() : answer.status;
    };
    expect(await ask({ 'x-api-key': 'k1' })).toBe('apikey');
    expect(await ask({ 'X-API-Key': 'k1', Cookie: 'sessionid=x' })).toBe('apikey');
    const basic = `Basic ${btoa('root:toor')}`;
    expect(await ask({ 'X-API-Key': 'k2', Authorization: basic })).toBe('basic');
    expect(await ask({ 'X-API-Key': 'k2' })).toBe(401);
    expect(await ask({ 'X-API-Key': '' })).toBe(401);
    expect(await ask({})).toBe(401);
  });

  it('may be sent by a page that a browser adds nothing to', async () => {
    const origin = await serveWith(new Set(['k1']));
    const headers = { 'X-API-Key': 'k1', Origin: 'https://other.example' };
    expect((await fetch(origin, { method: 'POST', headers })).status).toBe(200);
  });

  it('50: is asked once the whole body has come', async () => {
    const keys = new Set(['k1']);
    const { port } = new URL(await serveWith(keys));
    const headers = { 'X-API-Key': 'k1', 'Content-Type': 'application/json', Connection: 'close' };
    const slow = await sendSlowly(Number(port), '/', headers, '{}');
    await wait(200);
    keys.delete('k1');
    slow.finish();
    expect(await slow.answer).toMatch(/^HTTP\/1\.1 401 /);
  });
});
