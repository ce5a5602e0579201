import fc from 'fast-check';
import type { Exchange, ExchangeRequest } from '../exchange.ts';
import { bodies, texts } from './bodies.ts';
import type { Body } from './bodies.ts';
import { accept, authorization, basicCredentials, header } from './headers.ts';
import type { Headers } from './headers.ts';
import { jsonWebTokens } from './jwts.ts';
import { sessionRequests } from './session.ts';

const methods = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom('GET', 'POST') },
  fc.constantFrom('HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'FOO'),
);

const homes = fc.oneof(
  { weight: 8, arbitrary: fc.constant('/home/') },
  fc.constantFrom('/home', '/home//', '/HOME/', '/hom%65/', '/home/?a=1', '/home/?format=json'),
  fc.constantFrom('/home/?format=xml', '/nothing/', '/home/x', '/home/?'),
);

const someBody = bodies({ a: texts, b: texts });
const passwords = bodies({
  username: fc.constantFrom('root', 'spacey'),
  password: fc.constantFrom('toor', ' toor ', ' pad ded '),
});

/** A request to `/home/` with such a header. */
function toHome(credentials: fc.Arbitrary<Headers>): fc.Arbitrary<ExchangeRequest> {
  return fc
    .tuple(methods, homes, credentials, accept, someBody)
    .map(([method, path, first, second, body]) =>
      isRead(method)
        ? { method, path, headers: [...first, ...second] }
        : { method, path, ...withHeaders(body, [...first, ...second]) },
    );
}

/** A POST (or not) to an endpoint. */
function toEndpoint(path: string, body: fc.Arbitrary<Body>): fc.Arbitrary<ExchangeRequest> {
  const method = fc.oneof({ weight: 9, arbitrary: fc.constant('POST') }, methods);
  const headers = fc.oneof(
    { weight: 4, arbitrary: fc.constant<Headers>([]) },
    header('Authorization', 'Bearer x', 'Token x', 'Basic x'),
  );
  return fc
    .tuple(method, body, headers, accept)
    .map(([verb, each, first, second]) =>
      isRead(verb)
        ? { method: verb, path, headers: [...first, ...second] }
        : { method: verb, path, ...withHeaders(each, [...first, ...second]) },
    );
}

function isRead(method: string): boolean {
  return ['GET', 'HEAD', 'OPTIONS', 'TRACE'].includes(method);
}

function withHeaders(body: Body, headers: Headers): Omit<ExchangeRequest, 'method' | 'path'> {
  return { ...body, headers: [...headers, ...body.headers] };
}

const accessTokens = jsonWebTokens('access', [
  'access',
  'refresh',
  'retired_access',
  'deleted_access',
]);
const refreshTokens = jsonWebTokens('refresh', [
  'refresh',
  'access',
  'retired_refresh',
  'deleted_refresh',
]);
const opaqueTokens = fc.oneof(
  fc.constantFrom(
    '${token}',
    '${retired_token}',
    '${deleted_token}',
    '',
    'x',
    'a b',
    '\xe9',
    '\xc3\xa9',
  ),
  fc.string({ unit: 'grapheme-ascii', maxLength: 40 }),
);

const pairs = fc.oneof(
  toEndpoint('/api/token/', passwords),
  toEndpoint('/api/token/refresh/', bodies({ refresh: refreshTokens })),
  toEndpoint('/api/token/verify/', bodies({ token: refreshTokens })),
  toEndpoint('/api/token/blacklist/', bodies({ refresh: refreshTokens })),
);

const home = {
  basic: toHome(authorization(['Basic', 'basic', 'BASIC'], basicCredentials)),
  token: toHome(authorization(['Token', 'token'], opaqueTokens)),
  jwt: toHome(authorization(['Bearer'], accessTokens)),
};

/** DRF takes the most specific, whatever it weighs. */
const weighted: ExchangeRequest = {
  method: 'GET',
  path: '/home/',
  headers: [['Accept', 'application/json;q=0.1, text/html']],
};

/** A form of DRF's browsable API would be shown what came of it. */
const posted: ExchangeRequest = {
  method: 'POST',
  path: '/home/',
  headers: [
    ['Authorization', 'Basic cm9vdDp0b29y'],
    ['Accept', 'text/html'],
  ],
};

/** A float to Python, and a whole number to JavaScript. */
const large: ExchangeRequest = {
  method: 'POST',
  path: '/api-token-auth/',
  headers: [['Content-Type', 'application/json']],
  body: '1e300',
};

/** Group of schemes → what is asked of it. */
const REQUESTS: Readonly<Record<string, fc.Arbitrary<ExchangeRequest>>> = {
  basic: fc.oneof(
    { weight: 20, arbitrary: home.basic },
    { weight: 1, arbitrary: fc.constant(weighted) },
    { weight: 1, arbitrary: fc.constant(posted) },
  ),
  session: sessionRequests,
  token: fc.oneof(
    { weight: 10, arbitrary: home.token },
    { weight: 10, arbitrary: toEndpoint('/api-token-auth/', passwords) },
    fc.constant(large),
  ),
  jwt: fc.oneof(home.jwt, { weight: 3, arbitrary: pairs }),
  'jwt-rotating': pairs,
  all: fc.oneof(home.basic, home.token, home.jwt, sessionRequests),
};

/**
 * Exchanges of one group, the same ones for the same seed.
 *
 * @param count how many.
 */
export function generate(group: string, seed: number, count: number): Exchange[] {
  const requests = REQUESTS[group];
  if (requests === undefined) throw new Error(`nobody knows what to ask of ${group}`);
  return fc
    .sample(requests, { seed, numRuns: count })
    .map((request, at) => ({ id: `${group}-${seed}-${at}`, scheme: group, request }));
}
