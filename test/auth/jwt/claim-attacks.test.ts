import { describe, expect, it } from 'vitest';
import { startServer } from '../../support/server.ts';
import type { TestServer } from '../../support/server.ts';
import { ask, CLAIMS, encode, forge, HEADER, NOW, refusal } from './forge.ts';

/**
 * What a token may claim that a holder of the key signed: another service under the same key, an
 * older version, or somebody who found the key of a test. None of it is worth a 500.
 */

const INVALID = refusal('Token is invalid');

/** The genuine payload as JSON text, where the member of this name reads as given. */
function payload(name: string, text: string, type = 'access'): string {
  const { [name as keyof typeof CLAIMS]: _replaced, ...others } = { ...CLAIMS, token_type: type };
  return `{"${name}":${text},${JSON.stringify(others).slice(1)}`;
}

/** The statuses of all that take a refresh token. */
async function presentRefresh({ origin }: TestServer, token: string): Promise<number[]> {
  const requests = [
    ['refresh/', { refresh: token }],
    ['blacklist/', { refresh: token }],
    ['verify/', { token }],
  ] as const;
  return Promise.all(
    requests.map(async ([path, fields]) => {
      const init = { method: 'POST', body: new URLSearchParams(fields) };
      return (await fetch(`${origin}/api/token/${path}`, init)).status;
    }),
  );
}

const EXPIRED = refusal('Token is expired');

describe('a signed JWT', () => {
  it.each([
    ['exp', '0', EXPIRED],
    ['exp', '-0', EXPIRED],
    ['exp', '-9007199254740991', EXPIRED],
    ['exp', `${NOW + 300}.5`, INVALID],
    ['exp', '1e999', INVALID],
    ['exp', '-1e999', INVALID],
    ['exp', '9007199254740993', INVALID],
    ['exp', '18446744073709551616', INVALID],
    ['exp', '"Infinity"', INVALID],
    ['exp', '"2099-01-01T00:00:00Z"', INVALID],
    ['exp', `"0x${(NOW + 300).toString(16)}"`, INVALID],
    ['exp', '{"valueOf":9999999999}', INVALID],
    ['exp', '[[9999999999]]', INVALID],
    ['exp', 'false', INVALID],
    ['nbf', '1e999', INVALID],
    ['nbf', 'null', INVALID],
    ['nbf', '"0"', INVALID],
    ['nbf', '[]', INVALID],
    ['iat', '"now"', INVALID],
    ['iat', 'null', INVALID],
    ['jti', 'null', INVALID],
    ['jti', '0', INVALID],
    ['jti', '["a"]', INVALID],
    ['jti', `"${'a'.repeat(256)}"`, INVALID],
    ['jti', '"a\\u0000b"', INVALID],
    ['jti', '"\\ud800"', INVALID],
    ['epoch', '"0"', INVALID],
    ['epoch', '0.5', INVALID],
    ['epoch', 'null', INVALID],
    ['epoch', '[0]', INVALID],
    ['epoch', '9007199254740993', INVALID],
  ])('13: with %s %s is refused', async (name, text, expected) => {
    const server = await startServer();
    expect(await ask(server, forge(HEADER, payload(name, text)))).toEqual(expected);
    const statuses = await presentRefresh(server, forge(HEADER, payload(name, text, 'refresh')));
    expect(statuses).toEqual([401, 401, 401]);
  });

  it.each([
    ['a claim in a claim', { payload: CLAIMS }],
    ['claims in an array', [CLAIMS]],
    ['claims in a text', JSON.stringify(JSON.stringify(CLAIMS))],
    ['claims behind a prototype', `{"__proto__":${JSON.stringify(CLAIMS)}}`],
    ['claims in upper case', JSON.stringify(CLAIMS).toUpperCase()],
    ['claims after a byte order mark', `\ufeff${JSON.stringify(CLAIMS)}`],
    ['claims before something else', `${JSON.stringify(CLAIMS)}x`],
    ['claims in the form of a query', 'token_type=access&user_id=1&exp=9999999999&jti=a'],
    ['brackets without end', '['.repeat(8000)],
  ])('13: with %s is refused', async (_what, claims) => {
    const server = await startServer();
    expect((await ask(server, forge(HEADER, claims))).status).toBe(401);
    expect(await presentRefresh(server, forge(HEADER, claims))).toEqual([401, 401, 401]);
  });

  it('13: that says a claim twice means the last one, which is checked', async () => {
    const server = await startServer();
    const twice = `{"exp":${NOW + 300},${payload('exp', '0').slice(1)}`;
    expect(await ask(server, forge(HEADER, twice))).toEqual(EXPIRED);
  });

  it('13: whose payload came from another token is refused, though both were good', async () => {
    const server = await startServer();
    await server.addUser('other', 'rehto');
    const one = forge(HEADER, CLAIMS);
    const other = forge(HEADER, { ...CLAIMS, user_id: '2' });
    expect([(await ask(server, one)).status, (await ask(server, other)).status]).toEqual([
      200, 200,
    ]);
    const [head = '', body = ''] = one.split('.');
    const [, , signature = ''] = other.split('.');
    expect(await ask(server, `${head}.${body}.${signature}`)).toEqual(INVALID);
  });

  it.each(['"ACCESS"', '"access "', '"access\\u0000"', '{"access":1}', '0', '""', '"sliding"'])(
    '14: of the type %s is of the wrong one',
    async (type) => {
      const server = await startServer();
      const token = forge(HEADER, payload('token_type', type));
      expect(await ask(server, token)).toEqual(refusal('Token has wrong type'));
      expect(await presentRefresh(server, token)).toEqual([401, 401, 200]);
    },
  );

  it.each([
    ['aud', '"HERE"', 401],
    ['aud', '"here "', 401],
    ['aud', '"here,there"', 401],
    ['aud', '["there"]', 401],
    ['aud', '[]', 401],
    ['aud', '{"here":"here"}', 401],
    ['aud', '".*"', 401],
    ['aud', 'null', 401],
    ['aud', 'true', 401],
    ['aud', '["there","here"]', 200],
    ['iss', '"US"', 401],
    ['iss', '"us/"', 401],
    ['iss', '["us"]', 401],
    ['iss', 'null', 401],
    ['iss', '{"us":1}', 401],
    ['iss', '"us"', 200],
  ])('14: with %s %s where both are asked for: %i', async (name, text, status) => {
    const server = await startServer({ JWT_ISSUER: 'us', JWT_AUDIENCE: 'here' });
    const both = payload(name, text).replace(
      '{',
      name === 'aud' ? '{"iss":"us",' : '{"aud":"here",',
    );
    expect((await ask(server, forge(HEADER, both))).status).toBe(status);
  });

  it.each([
    ...['"+1"', '"1 "', '"1.0"', '"1\\u0000"', '"１"', '"1;--"', '"root"', '"__proto__"', '""'],
    ...['["1"]', '{"id":1}', '{"toString":"1"}', '-0', '1e-999', '1e999', '9007199254740993'],
    ...['"9223372036854775807"', '"9223372036854775808"', '2147483648', '"NaN"', 'false'],
  ])('15: for the user id %s is nobody’s', async (id) => {
    const server = await startServer();
    expect(await ask(server, forge(HEADER, payload('user_id', id)))).toEqual({
      status: 401,
      body: { detail: 'User not found', code: 'user_not_found' },
    });
    const refresh = forge(HEADER, payload('user_id', id, 'refresh'));
    // Giving back what lets nobody in is no harm.
    expect(await presentRefresh(server, refresh)).toEqual([401, 200, 401]);
  });

  it('15: with a name or another id in place of the user id is nobody’s', async () => {
    const server = await startServer();
    const { user_id: _id, ...others } = CLAIMS;
    for (const claims of [{ sub: '1' }, { id: 1 }, { username: 'root' }, { user: { id: 1 } }]) {
      expect((await ask(server, forge(HEADER, { ...others, ...claims }))).status).toBe(401);
    }
  });

  it('13: is not trusted for being large: what is over 16 kB is not even read', async () => {
    const server = await startServer();
    const large = { ...CLAIMS, more: 'x'.repeat(20_000) };
    const headers = { Authorization: `Bearer ${forge(HEADER, large)}` };
    expect((await fetch(`${server.origin}/home/`, { headers })).status).toBe(431);
    const [refreshed] = await presentRefresh(server, forge(HEADER, { ...large, exp: 1 }));
    expect(refreshed).toBe(401);
    expect(encode(large).length).toBeGreaterThan(16_384);
  });
});
