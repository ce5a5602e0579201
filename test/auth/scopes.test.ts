import express from 'express';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { parseScope, requireScope, unlimitedOnly } from '../../src/auth/scopes.ts';
import { HttpError } from '../../src/http/http-error.ts';

/** Serves a handler behind credentials with these limits, and says how it answers. */
async function ask(
  handler: RequestHandler,
  limits: Pick<Request, 'scopes' | 'challenge'>,
): Promise<[status: number, challenge: string | null]> {
  const app = express();
  app.use((request, _response, next) => {
    Object.assign(request, limits);
    next();
  });
  app.use(handler, (_request, response) => response.sendStatus(204));
  app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    const { status, headers } = error instanceof HttpError ? error : new HttpError(500, 'Broken.');
    response
      .status(status)
      .set(headers as Record<string, string>)
      .end();
  });
  const server = app.listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const answer = await fetch(`http://127.0.0.1:${port}/`);
  return [answer.status, answer.headers.get('WWW-Authenticate')];
}

const challenge = 'Example';

/** A handler that lets through what a check does not throw at. */
function handlerOf(check: (request: Request) => void): RequestHandler {
  return (request, _response, next) => {
    check(request);
    next();
  };
}

describe('a route that needs a scope', () => {
  const orders = handlerOf(requireScope('orders:write'));

  it('lets in credentials without limits, and those with the scope', async () => {
    expect(await ask(orders, { challenge })).toEqual([204, null]);
    expect(await ask(orders, { challenge, scopes: ['x', 'orders:write'] })).toEqual([204, null]);
  });

  it.each(['', 'orders', 'orders:write:all', 'ORDERS:WRITE'])(
    '81: refuses credentials that are limited to %j, and names what is missing',
    async (scope) => {
      expect(await ask(orders, { challenge, scopes: parseScope(scope) })).toEqual([
        403,
        'Example error="insufficient_scope", scope="orders:write"',
      ]);
    },
  );

  it('adds to the parameters that the challenge has', async () => {
    const limits = { challenge: 'Example realm="api"', scopes: [] };
    expect(await ask(orders, limits)).toEqual([
      403,
      'Example realm="api", error="insufficient_scope", scope="orders:write"',
    ]);
    expect(await ask(orders, { scopes: [] })).toEqual([403, null]);
  });

  it('needs all that it names', async () => {
    const both = handlerOf(requireScope('a b'));
    expect((await ask(both, { challenge, scopes: ['b', 'a'] }))[0]).toBe(204);
    expect((await ask(both, { challenge, scopes: ['a'] }))[0]).toBe(403);
  });

  it.each(['', ' ', 'a  b', 'a"', 'a\\', 'ä', 'a\r\nSet-Cookie: x'])(
    'is not built with %j for a scope',
    (scope) => {
      expect(() => requireScope(scope)).toThrow(TypeError);
    },
  );
});

it('81: what no scope names refuses credentials with limits, whatever these are', async () => {
  expect(await ask(unlimitedOnly, { challenge })).toEqual([204, null]);
  expect(await ask(unlimitedOnly, { challenge, scopes: ['read', 'write'] })).toEqual([
    403,
    'Example error="insufficient_scope"',
  ]);
});
