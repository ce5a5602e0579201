import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { loadConfig } from '../../../src/server/load-config.ts';
import { deleteUser, setActive } from '../../support/change-user.ts';
import { startServer } from '../../support/server.ts';
import type { TestServer } from '../../support/server.ts';
import { ask, encode, NOW, refusal } from './forge.ts';
import { AUDIENCE, startProvider } from './provider.ts';
import { headerOf } from './rotation.ts';
import { obtainPair } from './pair.ts';
import { payloadOf, post } from './post.ts';

const MINUTE = 60_000;

const INVALID = refusal('Token is invalid');

/** A server that takes tokens of an issuer. */
function startTrusting(issuer: string, url = ''): Promise<TestServer> {
  return startServer({
    JWT_TRUSTED_ISSUERS: `${issuer} ${AUDIENCE} ${url}`,
    JWT_EXTERNAL_USER_CLAIM: 'preferred_username',
  });
}

/** Serves something, on loopback; it ends with the test. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('access tokens of an OpenID provider', () => {
  it.each(['RS256', 'ES256', 'EdDSA'] as const)(
    '74: signed with %s get in, as the local user whom the claim names',
    async (algorithm) => {
      const provider = await startProvider(algorithm);
      const server = await startTrusting(provider.issuer);
      await server.addUser('alice', 'toor');
      const token = await provider.issue('alice');
      expect(headerOf(token).alg).toBe(algorithm);
      const accepted = { status: 200, body: { user: 'alice', scheme: 'jwt' } };
      expect(await ask(server, token)).toMatchObject(accepted);
      expect(await ask(server, token)).toMatchObject(accepted);
      // Our own go on beside them.
      const { access } = await obtainPair(server.origin);
      expect(await ask(server, access)).toMatchObject({ status: 200, body: { user: 'root' } });
    },
  );

  it('74: are refused for another audience, user, time or place', async () => {
    const provider = await startProvider();
    const server = await startTrusting(provider.issuer);
    await server.addUser('alice', 'toor');
    const token = await provider.issue('alice');
    expect((await ask(server, token)).status).toBe(200);
    expect(await ask(server, await provider.issue('alice', 'https://else.example'))).toEqual(
      INVALID,
    );
    expect((await ask(server, await provider.issue('nobody'))).body).toMatchObject({
      code: 'user_not_found',
    });
    expect(await ask(server, await provider.issue(''))).toMatchObject({ status: 401 });
    // They are no refresh tokens of ours, nor anything else that is posted.
    for (const path of ['verify/', 'refresh/', 'blacklist/']) {
      expect((await post(server, path, { token, refresh: token })).status).toBe(401);
    }
    // A server that does not trust the issuer.
    expect(await ask(await startServer(), token)).toEqual(INVALID);

    await setActive(server.dependencies, 'alice', false);
    expect((await ask(server, token)).body).toMatchObject({ code: 'user_inactive' });
    await deleteUser(server.dependencies, 'alice');
    expect((await ask(server, token)).body).toMatchObject({ code: 'user_not_found' });
    await server.addUser('alice', 'toor');
    server.advance(Number(payloadOf(token).exp) * 1000 - NOW * 1000);
    expect(await ask(server, token)).toEqual(refusal('Token is expired'));
  });

  it('74: are refused when one character is another', async () => {
    const provider = await startProvider();
    const server = await startTrusting(provider.issuer);
    const token = await provider.issue('root');
    const [head = '', payload = '', signature = ''] = token.split('.');
    for (const forged of [
      `${head}.${encode({ ...payloadOf(token), preferred_username: 'admin' })}.${signature}`,
      `${encode({ ...headerOf(token), alg: 'none' })}.${payload}.`,
      `${head}.${payload}.`,
      `${head}.${payload}.${'A'.repeat(86)}`,
      `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`,
      `${token}=`,
    ]) {
      expect(await ask(server, forged)).toEqual(INVALID);
    }
  });

  it('74: under a new key make it ask for that once, and once a minute at most', async () => {
    const provider = await startProvider();
    const server = await startTrusting(provider.issuer);
    const old = await provider.issue('root');
    expect((await ask(server, old)).status).toBe(200);
    const first = provider.asked.length;
    expect(first).toBe(2);

    await provider.rotate();
    const next = await provider.issue('root');
    // Within the minute nobody asks again.
    expect(await ask(server, next)).toEqual(INVALID);
    expect(provider.asked).toHaveLength(first);
    server.advance(MINUTE);
    const answers = await Promise.all(Array.from({ length: 10 }, () => ask(server, next)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(provider.asked).toHaveLength(2 * first);
    expect((await ask(server, old)).status).toBe(200);

    // Keys that are gone there are gone here, too, some minutes later.
    await provider.rotate(true);
    server.advance(10 * MINUTE);
    await ask(server, next);
    await vi.waitFor(async () => {
      expect(await ask(server, next)).toEqual(INVALID);
    });
    expect((await ask(server, await provider.issue('root'))).status).toBe(200);
  });

  it('74: go on under known keys while it is away; an unknown one is 503, and says whose', async () => {
    const provider = await startProvider();
    const server = await startTrusting(provider.issuer);
    const known = await provider.issue('root');
    expect((await ask(server, known)).status).toBe(200);
    await provider.rotate();
    const unknown = await provider.issue('root');
    await provider.stop();
    server.advance(11 * MINUTE);
    expect((await ask(server, known)).status).toBe(200);
    const away = {
      status: 503,
      body: { detail: `The keys of ${provider.issuer} cannot be fetched.` },
    };
    expect(await ask(server, unknown)).toEqual(away);
    expect(await ask(server, unknown)).toEqual(away);
    expect((await ask(server, known)).status).toBe(200);
    const lines = server.log.filter((line) => line.includes('JWT_TRUSTED_ISSUERS'));
    expect(lines).toHaveLength(1);

    await provider.resume();
    expect(await ask(server, unknown)).toEqual(away);
    server.advance(MINUTE);
    expect((await ask(server, unknown)).status).toBe(200);
  });
});

describe('an issuer’s keys', () => {
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const rsa1024 = generateKeyPairSync('rsa', { modulusLength: 1024 });
  const JWK = { ...ec.publicKey.export({ format: 'jwk' }), kid: 'a', alg: 'ES256', use: 'sig' };

  const claimsOf = (iss: string): Record<string, unknown> => {
    return { iss, aud: AUDIENCE, exp: NOW + 300, sub: 'x', preferred_username: 'root' };
  };
  const signed = (header: object, claims: object, hash = 'sha256'): string => {
    const input = `${encode({ alg: 'ES256', kid: 'a', ...header })}.${encode(claims)}`;
    const key = { key: ec.privateKey, dsaEncoding: 'ieee-p1363' } as const;
    return `${input}.${sign(hash, Buffer.from(input), key).toString('base64url')}`;
  };

  it('74: check what it means for this server, and nothing else', async () => {
    const issuer = await serve((_request, response) =>
      response.end(JSON.stringify({ keys: [JWK] })),
    );
    const server = await startTrusting(issuer, `${issuer}/keys`);
    const claims = claimsOf(issuer);
    for (const [header, more] of [
      [{}, {}],
      [{ typ: 'at+jwt' }, { aud: ['other', AUDIENCE] }],
      [
        { typ: 'JWT', x5t: 'a' },
        { typ: 'Bearer', iat: NOW, scope: 'a b' },
      ],
    ]) {
      expect((await ask(server, signed(header ?? {}, { ...claims, ...more }))).status).toBe(200);
    }
    // What a token is limited to there, it is limited to here.
    for (const [more, status] of [
      [{}, 200],
      [{ scope: 'openid profile' }, 403],
      [{ scp: 'openid' }, 403],
      [{ scp: ['read'] }, 403],
      [{ permissions: [] }, 403],
      [{ scp: { read: true } }, 401],
      [{ scope: ['a', 1] }, 401],
    ] as const) {
      const headers = { Authorization: `Bearer ${signed({}, { ...claims, ...more })}` };
      expect((await fetch(`${server.origin}/account/`, { headers })).status).toBe(status);
    }
    for (const header of [
      { jku: `${issuer}/other` },
      { jwk: JWK },
      { x5u: `${issuer}/other` },
      { x5c: ['MII'] },
      { crit: ['exp'] },
      { b64: false },
      { zip: 'DEF' },
      { typ: 'logout+jwt' },
      { typ: 'id_token' },
      { kid: 'b' },
      { kid: undefined },
      { kid: 1 },
      { alg: 'none' },
      { alg: 'HS256' },
      { alg: 'RS256' },
      { alg: 'EdDSA' },
    ]) {
      expect(await ask(server, signed(header, claims)), JSON.stringify(header)).toEqual(INVALID);
    }
    for (const more of [
      ...[{ aud: undefined }, { aud: 'other' }, { aud: [] }, { aud: AUDIENCE.slice(0, -1) }],
      ...[{ exp: undefined }, { exp: String(NOW + 300) }, { nbf: NOW + 60 }, { nbf: 'now' }],
      // Keycloak's and OpenID Connect's own kinds of tokens.
      ...[{ typ: 'ID' }, { typ: 'Refresh' }, { nonce: 'a' }, { at_hash: 'a' }, { c_hash: 'a' }],
      ...[{ iss: `${issuer}/` }, { iss: undefined }, { iss: [issuer] }],
    ]) {
      const token = signed({}, { ...claims, ...more });
      expect(await ask(server, token), JSON.stringify(more)).toEqual(INVALID);
    }
    for (const username of [undefined, '', 1, ['root'], null]) {
      const token = signed({}, { ...claims, preferred_username: username });
      expect(await ask(server, token)).toMatchObject({ status: 401 });
    }
    expect(await ask(server, signed({}, claims, 'sha384'))).toEqual(INVALID);
    // Its public key is no secret of anybody's.
    const input = `${encode({ alg: 'HS256', kid: 'a' })}.${encode(claims)}`;
    const hmac = createHmac('sha256', ec.publicKey.export({ type: 'spki', format: 'pem' }));
    expect(await ask(server, `${input}.${hmac.update(input).digest('base64url')}`)).toEqual(
      INVALID,
    );
  });

  it.each<[string, RequestListener]>([
    ['does not hold keys', (_request, response) => response.end('{"keys":5}')],
    ['never comes', () => undefined],
    ['is no JSON', (_request, response) => response.end('<html>')],
    ['is an error', (_request, response) => response.writeHead(500).end('{"keys":[]}')],
    ['leads elsewhere', (_request, response) => response.writeHead(302, { Location: '/' }).end()],
    ['has no end', (_request, response) => response.end(`{"keys":[${'1,'.repeat(200_000)}1]}`)],
    [
      'is another issuer’s',
      (_request, response) => {
        response.end('{"issuer":"https://else.example","jwks_uri":"https://else.example/keys"}');
      },
    ],
    [
      'sends keys in the clear',
      (request, response) => {
        const issuer = `http://${request.headers.host ?? ''}`;
        response.end(JSON.stringify({ issuer, jwks_uri: 'http://else.example/keys' }));
      },
    ],
  ])(
    '74: whose answer %s are missed in one line at start, and tokens get 503',
    async (_, listener) => {
      const issuer = await serve(listener);
      const server = await startTrusting(issuer);
      await vi.waitFor(() => {
        const lines = server.log.filter((line) =>
          line.includes('JWT_TRUSTED_ISSUERS: the keys of'),
        );
        expect(lines).toHaveLength(1);
      }, 20_000);
      expect(await ask(server, signed({}, claimsOf(issuer)))).toEqual({
        status: 503,
        body: { detail: `The keys of ${issuer} cannot be fetched.` },
      });
      expect((await ask(server, (await obtainPair(server.origin)).access)).status).toBe(200);
    },
  );

  it('74: that are too weak, secret, or meant for something else are passed over', async () => {
    const keys = [
      { ...rsa1024.publicKey.export({ format: 'jwk' }), kid: 'a', alg: 'RS256' },
      { kty: 'oct', k: encode('secret'), kid: 'a', alg: 'HS256' },
      { ...JWK, use: 'enc' },
      { ...JWK, alg: 'ES384' },
      { ...JWK, kid: undefined },
      { kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA', kid: 'a' },
      { kty: 'XYZ', kid: 'a' },
    ];
    const issuer = await serve((_request, response) => response.end(JSON.stringify({ keys })));
    const server = await startTrusting(issuer);
    const input = `${encode({ alg: 'RS256', kid: 'a' })}.${encode(claimsOf(issuer))}`;
    const weak = sign('sha256', Buffer.from(input), rsa1024.privateKey).toString('base64url');
    expect(await ask(server, `${input}.${weak}`)).toEqual(INVALID);
    expect(await ask(server, signed({}, claimsOf(issuer)))).toEqual(INVALID);
  });
});

it.each([
  ['https://a.example', 'names an issuer without an audience'],
  ['https://a.example api https://a.example/keys more', 'has too many words'],
  ['a.example api', 'has no address where the keys'],
  ['https://a.example api keys', 'has no address where the keys'],
  ['http://a.example api', 'would fetch keys in the clear'],
  ['https://a.example api ftp://a.example/keys', 'would fetch keys in the clear'],
  ['https://a.example api, https://a.example other', 'names an issuer twice'],
])('74: JWT_TRUSTED_ISSUERS=%s is refused at start', (value, problem) => {
  const load = (more: Record<string, string>): unknown =>
    loadConfig({ environment: more, developmentKey: () => 'k'.repeat(32) });
  const claim = { JWT_EXTERNAL_USER_CLAIM: 'sub' };
  expect(() => load({ JWT_TRUSTED_ISSUERS: value, ...claim })).toThrow(
    `JWT_TRUSTED_ISSUERS: ${problem}`,
  );
  const good = { JWT_TRUSTED_ISSUERS: 'https://a.example api, b api http://[::1]:1/keys' };
  expect(() => load({ ...good, ...claim })).not.toThrow();
  expect(() => load(good)).toThrow(/^JWT_TRUSTED_ISSUERS, JWT_EXTERNAL_USER_CLAIM: nothing says/);
  expect(() => load({ ...good, ...claim, JWT_ISSUER: 'b' })).toThrow(
    /^JWT_TRUSTED_ISSUERS, JWT_ISSUER: one of them is this server itself/,
  );
});
