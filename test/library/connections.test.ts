import express from 'express';
import { Agent, request as open } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect, it, onTestFinished } from 'vitest';
import { startServer } from '../support/server.ts';
import { open as openAuthentication, serve } from './embed.ts';

const ROOT = { Authorization: `Basic ${Buffer.from('root:toor').toString('base64')}` };

/** Sends requests one after the other over one connection. */
function oneConnection(): (url: string, chunks?: readonly string[]) => Promise<[number, string]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => {
    agent.destroy();
  });
  return (url, chunks) =>
    new Promise((resolve, reject) => {
      const method = chunks === undefined ? 'GET' : 'POST';
      const options = { agent, method, headers: ROOT, timeout: 20_000 };
      const outgoing = open(url, options, (answer) => {
        void text(answer).then((body) => {
          resolve([answer.statusCode ?? 0, body]);
        }, reject);
      });
      outgoing.on('error', reject).on('timeout', () => outgoing.destroy(new Error('no answer')));
      for (const chunk of chunks ?? []) outgoing.write(chunk);
      outgoing.end();
    });
}

it('36: the rest of a body that is too large does not keep the next request from being read', async () => {
  const { origin } = await startServer();
  const ask = oneConnection();
  const chunks = Array.from({ length: 30 }, () => 'x'.repeat(10_000));
  for (const path of ['/api/token/', '/home/', '/nowhere/']) {
    expect((await ask(origin + path, chunks))[0], path).toBeGreaterThanOrEqual(400);
    expect((await ask(`${origin}/healthz`))[0], path).toBe(200);
  }
});

it('a request whose encoding the app has set is let in, with its body for the app', async () => {
  const auth = await openAuthentication();
  const app = express();
  app.use((request, _response, next) => {
    request.setEncoding('utf8');
    next();
  });
  app.use('/auth', auth.routes);
  app.post('/', auth.required, async (request, response) => {
    response.json(await text(request));
  });
  app.use(auth.errors);
  const ask = oneConnection();
  expect(await ask(await serve(app), ['a', 'b'])).toEqual([200, '"ab"']);
});

it.each([
  ['empty', []],
  ['of nothing', ['']],
  ['short', ['hello']],
  ['of several parts', ['a', 'b'.repeat(100_000), 'c']],
])('a body that is %s ends for whoever listens behind a guard', async (_name, chunks) => {
  const auth = await openAuthentication();
  const app = express().use('/auth', auth.routes);
  app.post('/', auth.required, (request, response) => {
    let length = 0;
    request.on('data', (chunk: Buffer) => (length += chunk.length));
    request.on('end', () => response.json(length));
  });
  app.use(auth.errors);
  const origin = await serve(app);
  const ask = oneConnection();
  for (let time = 0; time < 2; time += 1) {
    expect(await ask(origin, chunks)).toEqual([200, String(chunks.join('').length)]);
  }
});
