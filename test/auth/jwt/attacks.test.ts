import jsonwebtoken from 'jsonwebtoken';
import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { SECRET_KEY, startServer } from '../../support/server.ts';
import { ask, CLAIMS, encode, forge, HEADER, NOW, refusal } from './forge.ts';
import { obtainPair } from './pair.ts';

describe('a forged JWT', () => {
  it('is told from a genuine one: the claims that attacks start from are accepted', async () => {
    const server = await startServer();
    expect((await ask(server, forge(HEADER, CLAIMS))).status).toBe(200);
    // SimpleJWT before 5.5 wrote the id as a number.
    expect((await ask(server, forge(HEADER, { ...CLAIMS, user_id: 1 }))).status).toBe(200);
    expect((await ask(server, forge({ alg: 'HS256' }, CLAIMS))).status).toBe(200);
  });

  it.each(['none', 'None', 'nOnE', 'NONE', '', 'HS384', 'HS512', 'hs256', 'RS256', null, 1, []])(
    '10: with alg %j is refused, signed or not',
    async (alg) => {
      const server = await startServer();
      const header = { alg, typ: 'JWT' };
      const signed = forge(header, CLAIMS);
      const [, , signature = ''] = signed.split('.');
      expect(await ask(server, signed)).toEqual(refusal('Token is invalid'));
      expect(await ask(server, signed.slice(0, -signature.length))).toEqual(
        refusal('Token is invalid'),
      );
    },
  );

  it('10: with an empty, cut, padded or foreign signature is refused', async () => {
    const server = await startServer();
    const genuine = forge(HEADER, CLAIMS);
    const [header = '', payload = '', signature = ''] = genuine.split('.');
    const foreign = forge(HEADER, { ...CLAIMS, user_id: '2' }).split('.')[2] ?? '';
    for (const other of ['', signature.slice(0, -1), `${signature}A`, foreign, 'A'.repeat(43)]) {
      expect(await ask(server, `${header}.${payload}.${other}`)).toEqual(
        refusal('Token is invalid'),
      );
    }
    // The last character holds two spare bits; a decoder that ignores them accepts four spellings.
    const last = signature.slice(-1);
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const twin = alphabet[alphabet.indexOf(last) ^ 1] ?? '';
    expect(await ask(server, genuine.slice(0, -1) + twin)).toEqual(refusal('Token is invalid'));
  });

  it('10: signed with a blank key, a guess, or a public key as HMAC key is refused', async () => {
    const server = await startServer();
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = publicKey.export({ type: 'spki', format: 'pem' });
    for (const key of ['', ' ', 'secret', SECRET_KEY.slice(0, -1), pem]) {
      expect(await ask(server, forge(HEADER, CLAIMS, key))).toEqual(refusal('Token is invalid'));
    }
    const rs256 = jsonwebtoken.sign(CLAIMS, privateKey, { algorithm: 'RS256' });
    expect(await ask(server, rs256)).toEqual(refusal('Token is invalid'));
  });

  it.each([
    { kid: '../../../../dev/null' },
    { kid: "1' UNION SELECT 'x" },
    { kid: 'a\0b' },
    { jku: 'http://127.0.0.1:1/keys' },
    { x5u: 'http://127.0.0.1:1/cert' },
    { jwk: { kty: 'oct', k: encode('secret') } },
    { x5c: ['MII'] },
    { zip: 'DEF' },
  ])('11: with the header %j is refused, and nothing is fetched or read', async (extra) => {
    const server = await startServer();
    const answer = await ask(server, forge({ ...HEADER, ...extra }, CLAIMS));
    expect(answer).toEqual(refusal('Token is invalid'));
    // Even signed with the key that the header offers.
    const offered = forge({ ...HEADER, ...extra }, CLAIMS, 'secret');
    expect(await ask(server, offered)).toEqual(refusal('Token is invalid'));
  });

  it.each([
    { crit: ['exp'] },
    { crit: [] },
    { crit: ['b64'], b64: false },
    { b64: false },
    { enc: 'A256GCM' },
    { cty: 'JWT' },
    { typ: 'at+jwt' },
    { typ: 5 },
  ])('12: with the header %j is refused', async (extra) => {
    const server = await startServer();
    const answer = await ask(server, forge({ ...HEADER, ...extra }, CLAIMS));
    expect(answer).toEqual(refusal('Token is invalid'));
  });

  it('12: that is no compact JWS of three base64url parts is refused', async () => {
    const server = await startServer();
    const genuine = forge(HEADER, CLAIMS);
    const [header = '', payload = '', signature = ''] = genuine.split('.');
    const shapes = [
      '.',
      '..',
      '...',
      'a.b',
      `${genuine}.`,
      `${genuine}.x`,
      `.${genuine}`,
      `${header}..${signature}`,
      `${header}.${payload}`,
      `${header}=.${payload}.${signature}`,
      `${header}.${payload}.${signature}=`,
      `${header}.${payload}\t.${signature}`,
      `${header}+.${payload}.${signature}`,
      `${header}.${payload}.${signature}.${header}.${payload}`,
      encode({ payload, signatures: [{ protected: header, signature }] }),
      forge(HEADER, genuine),
      forge('not json', CLAIMS),
      forge('[]', CLAIMS),
      forge('null', CLAIMS),
      'é.é.é',
      'A'.repeat(8000),
    ];
    for (const token of shapes) {
      const { status } = await ask(server, token).catch(() => ({ status: 401 }));
      expect(status, token).toBe(401);
    }
  });

  it.each([
    [{ exp: undefined }, "Token has no 'exp' claim"],
    [{ exp: String(NOW + 300) }, 'Token is invalid'],
    [{ exp: null }, 'Token is invalid'],
    [{ exp: 1e308 }, 'Token is invalid'],
    [{ exp: -1 }, 'Token is expired'],
    [{ exp: NOW }, 'Token is expired'],
    [{ exp: true }, 'Token is invalid'],
    [{ exp: [NOW + 300] }, 'Token is invalid'],
    [{ jti: undefined }, 'Token has no id'],
    [{ jti: '' }, 'Token is invalid'],
    [{ jti: {} }, 'Token is invalid'],
    [{ token_type: undefined }, 'Token has no type'],
    [{ token_type: null }, 'Token has wrong type'],
    [{ token_type: ['access'] }, 'Token has wrong type'],
    [{ nbf: NOW + 60 }, 'Token is invalid'],
    [{ nbf: 'soon' }, 'Token is invalid'],
    [{ epoch: 'x' }, 'Token is invalid'],
    [{ epoch: -1 }, 'Token is invalid'],
  ])('13: claiming %j is refused: %s', async (claims, message) => {
    const server = await startServer();
    const answer = await ask(server, forge(HEADER, { ...CLAIMS, ...claims }));
    expect(answer).toEqual(refusal(message));
  });

  it.each(['null', '5', '"x"', '[]', 'true', '', '{', '{"exp":}'])(
    '13: with the payload %s is refused',
    async (payload) => {
      const server = await startServer();
      expect((await ask(server, forge(HEADER, payload))).status).toBe(401);
    },
  );

  it('14: of the other type is refused, and so is another audience or issuer', async () => {
    const server = await startServer();
    const { access, refresh } = await obtainPair(server.origin);
    expect(await ask(server, refresh)).toEqual(refusal('Token has wrong type'));
    const answer = await fetch(`${server.origin}/api/token/refresh/`, {
      method: 'POST',
      body: new URLSearchParams({ refresh: access }),
    });
    expect(answer.status).toBe(401);
    expect(await answer.json()).toEqual({
      detail: 'Token has wrong type',
      code: 'token_not_valid',
    });

    const strict = await startServer({ JWT_ISSUER: 'us', JWT_AUDIENCE: 'here' });
    const own = await obtainPair(strict.origin);
    expect((await ask(strict, own.access)).status).toBe(200);
    for (const claims of [
      {},
      { iss: 'us' },
      { aud: 'here' },
      { iss: 'them', aud: 'here' },
      { iss: 'us', aud: 'there' },
      { iss: ['us'], aud: 'here' },
    ]) {
      const forged = forge(HEADER, { ...CLAIMS, ...claims });
      expect(await ask(strict, forged)).toEqual(refusal('Token is invalid'));
    }
  });

  it.each([
    null,
    [],
    {},
    1.5,
    '1e0',
    ' 1',
    '01',
    '0x1',
    2 ** 31,
    1e20,
    '9'.repeat(400),
    -1,
    0,
    true,
  ])('15: for the user id %j is refused as nobody’s', async (id) => {
    const server = await startServer();
    expect(await ask(server, forge(HEADER, { ...CLAIMS, user_id: id }))).toEqual({
      status: 401,
      body: { detail: 'User not found', code: 'user_not_found' },
    });
  });

  it('13: with nbf is refused before, also when it was accepted once', async () => {
    const server = await startServer();
    const token = forge(HEADER, { ...CLAIMS, nbf: NOW + 10 });
    expect((await ask(server, token)).status).toBe(401);
    server.advance(10_000);
    expect((await ask(server, token)).status).toBe(200);
    // So far back that the clock believes it.
    server.advance(-2 * 86_400_000);
    expect((await ask(server, token)).status).toBe(401);
  });

  it('15: without a user id is refused', async () => {
    const server = await startServer();
    expect(await ask(server, forge(HEADER, { ...CLAIMS, user_id: undefined }))).toEqual({
      status: 401,
      body: {
        detail: 'Token contained no recognizable user identification',
        code: 'token_not_valid',
      },
    });
  });

  it.each([
    { jti: '\0' },
    { jti: 'a\0a' },
    { jti: '\ud800' },
    { exp: Number.MAX_SAFE_INTEGER },
    { user_id: String(2 ** 31) },
    { user_id: String(Number.MAX_SAFE_INTEGER) },
  ])('15: with %j, as another issuer may write it, is no error of ours', async (claims) => {
    const server = await startServer();
    for (const path of ['verify', 'refresh', 'refresh', 'blacklist', 'blacklist']) {
      const token = forge(HEADER, { ...CLAIMS, token_type: 'refresh', ...claims });
      const answer = await fetch(`${server.origin}/api/token/${path}/`, {
        method: 'POST',
        body: new URLSearchParams({ token, refresh: token }),
      });
      expect([200, 401], path).toContain(answer.status);
    }
    expect(server.log.join('\n')).not.toContain('request failed');
  });
});
