import { constants, createHash, createHmac, generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { SECRET_KEY, startServer } from '../../support/server.ts';
import { ask, CLAIMS, encode, forge, HEADER, refusal } from './forge.ts';

/** What the tools of those who attack JWTs try on signature and header, one by one. */

const INVALID = refusal('Token is invalid');

/** A header with these members, for names that an object literal cannot hold twice. */
function headerWith(members: string): string {
  return `{"alg":"HS256","typ":"JWT",${members}}`;
}

describe('the signature of a JWT', () => {
  it.each([
    ['of zeros, as ECDSA once took (CVE-2022-21449)', 'ES256', Buffer.alloc(64)],
    ['of zeros, in DER', 'ES256', Buffer.from('3006020100020100', 'hex')],
    ['of zeros, as long as an HMAC', 'HS256', Buffer.alloc(32)],
    ['that is the text null', 'HS256', Buffer.from('null')],
    ['that is one byte', 'HS256', Buffer.alloc(1)],
  ])('10: %s is refused', async (_which, alg, signature) => {
    const server = await startServer();
    const token = `${encode({ alg, typ: 'JWT' })}.${encode(CLAIMS)}.${signature.toString('base64url')}`;
    expect(await ask(server, token)).toEqual(INVALID);
  });

  it.each(['sha384', 'sha512', 'sha1', 'md5'])(
    '10: by the right key and HMAC-%s is refused, whichever algorithm the header names',
    async (hash) => {
      const server = await startServer();
      for (const alg of ['HS256', 'HS384', 'HS512', 'HS1']) {
        const input = `${encode({ alg, typ: 'JWT' })}.${encode(CLAIMS)}`;
        const hmac = createHmac(hash, SECRET_KEY).update(input).digest('base64url');
        expect(await ask(server, `${input}.${hmac}`)).toEqual(INVALID);
      }
    },
  );

  it('10: over other bytes than those that were sent is refused', async () => {
    const server = await startServer();
    const [head = '', payload = '', signature = ''] = forge(HEADER, CLAIMS).split('.');
    // The same JSON, in another spelling.
    const respelled = encode(JSON.stringify(CLAIMS).replace(':', ': '));
    expect(await ask(server, `${head}.${respelled}.${signature}`)).toEqual(INVALID);
    expect(await ask(server, `${payload}.${head}.${signature}`)).toEqual(INVALID);
    expect(await ask(server, `${head}.${payload}.${encode(signature)}`)).toEqual(INVALID);
    const hex = Buffer.from(signature, 'base64url').toString('hex');
    expect(await ask(server, `${head}.${payload}.${hex}`)).toEqual(INVALID);
  });

  it('10: by a key that can be guessed, or is used for something else, is refused', async () => {
    const server = await startServer();
    const guesses = [
      ...['secret', 'Secret', 'secretkey', 'secret_key', 'SECRET_KEY', 'your-256-bit-secret'],
      ...['your_jwt_secret', 'password', 'changeme', 'jwt', 'key', 'test', 'dev', '123456'],
      ...['0', 'null', 'undefined', 'None', 'false', '[object Object]', 'HS256', 'expressauth101'],
      ...[SECRET_KEY.toUpperCase(), `${SECRET_KEY}\n`, ` ${SECRET_KEY}`],
      ...[encode(SECRET_KEY), Buffer.from(SECRET_KEY).toString('hex')],
      ...[Buffer.alloc(32), Buffer.alloc(64), Buffer.alloc(32, 0xff)],
      createHash('sha256').update(SECRET_KEY).digest(),
      ...server.dependencies.keys.derive('another purpose'),
      ...server.dependencies.keys.derive(''),
    ];
    for (const key of guesses) {
      expect(await ask(server, forge(HEADER, CLAIMS, key))).toEqual(INVALID);
    }
  });

  it('10: by a public key that serves as HMAC key is refused in each of its spellings', async () => {
    const server = await startServer();
    for (const { publicKey } of [
      generateKeyPairSync('rsa', { modulusLength: 2048 }),
      generateKeyPairSync('ec', { namedCurve: 'P-256' }),
      generateKeyPairSync('ed25519'),
    ]) {
      const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
      const spellings = [
        ...[pem, pem.trim(), `${pem}\n`, pem.replaceAll('\n', '\r\n'), pem.replaceAll('\n', '')],
        publicKey.export({ type: 'spki', format: 'der' }),
        JSON.stringify(publicKey.export({ format: 'jwk' })),
      ];
      for (const key of spellings) {
        expect(await ask(server, forge(HEADER, CLAIMS, key))).toEqual(INVALID);
      }
    }
  });
});

describe('the header of a JWT', () => {
  it.each([
    ['none in escapes', '{"alg":"\\u006e\\u006f\\u006e\\u0065"}'],
    ['none with blanks', '{"alg":" none "}'],
    ['none with a NUL', '{"alg":"none\\u0000"}'],
    ['none after HS256', '{"alg":"HS256","alg":"none"}'],
    ['none before HS256', '{"alg":"none","alg":"HS256"}'],
    ['none behind a prototype', '{"__proto__":{"alg":"none"}}'],
    ['HS256 behind a prototype', '{"__proto__":{"alg":"HS256"}}'],
    ['no algorithm', '{"typ":"JWT"}'],
    ['nothing', '{}'],
    ['a list of algorithms', '{"alg":["HS256","none"]}'],
    ['an algorithm in another', '{"alg":{"alg":"HS256"}}'],
    ['an algorithm by another name', '{"ALG":"HS256"}'],
  ])('10: with %s needs a signature all the same', async (_what, text) => {
    const server = await startServer();
    for (const signature of ['', 'A', 'A'.repeat(43), encode('none')]) {
      const token = `${encode(text)}.${encode(CLAIMS)}.${signature}`;
      expect(await ask(server, token)).toEqual(INVALID);
    }
  });

  it.each([
    ...['"kid":null', '"kid":[]', '"kid":{}', '"kid":0', '"kid":""', '"kid":"0"'],
    ...[
      '"kid":"/dev/null"',
      '"kid":"/proc/sys/kernel/randomize_va_space"',
      '"kid":"..\\\\..\\\\x"',
    ],
    ...['"kid":"file:///etc/hostname"', '"kid":"| sleep 5"', '"kid":"$(sleep 5)"'],
    ...['"kid":"x\' OR 1=1; --"', '"kid":"a","kid":"b"', '"\\u006bid":"a"', '"KID":"a"'],
    ...['"x5t":"a"', '"x5t#S256":"a"', '"url":"a"', '"nonce":"a"', '"iss":"a"', '"key":"a"'],
    ...['"epk":{}', '"apu":"a"', '"p2c":2147483647', '"p2s":"a"', '"b64":true', '"cty":null'],
    ...['"__proto__":{}', '"__proto__":{"kid":"a"}', '"constructor":{}', '"":0'],
  ])('11: that says %s is refused', async (member) => {
    const server = await startServer();
    expect(await ask(server, forge(headerWith(member), CLAIMS))).toEqual(INVALID);
  });

  it('11: that brings a key, or says where one is, makes nobody fetch or look it up', async () => {
    const server = await startServer();
    let visits = 0;
    const trap = createServer((_request, response) => {
      visits++;
      response.end('{"keys":[]}');
    });
    trap.on('connection', () => visits++);
    await new Promise<void>((resolve) => trap.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      trap.close();
    });
    const { port } = trap.address() as AddressInfo;
    const { database } = server.dependencies;
    const queries = (['find', 'get', 'all', 'run', 'transaction'] as const).map((method) =>
      vi.spyOn(database, method),
    );

    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    for (const url of [`http://127.0.0.1:${port}/`, `http://127.0.0.1:${port}#127.0.0.1/`]) {
      for (const [alg, { publicKey, privateKey }] of [
        ['RS256', rsa],
        ['PS256', rsa],
        ['ES256', ec],
      ] as const) {
        const jwk = publicKey.export({ format: 'jwk' });
        for (const offer of [
          { jwk },
          { jwk, kid: 'mine' },
          { jku: url },
          { jku: url, kid: 'mine' },
          { x5u: url },
          { x5c: [publicKey.export({ type: 'spki', format: 'der' }).toString('base64')] },
          {},
        ]) {
          const token = signed({ alg, typ: 'JWT', ...offer }, privateKey);
          expect(await ask(server, token)).toEqual(INVALID);
        }
      }
    }
    expect(visits).toBe(0);
    for (const query of queries) expect(query).not.toHaveBeenCalled();
    // The spies do see what a genuine token asks the database.
    expect((await ask(server, forge(HEADER, CLAIMS))).status).toBe(200);
    expect(queries.some(({ mock }) => mock.calls.length > 0)).toBe(true);
  });

  it.each([
    ...['"crit":["kid"]', '"crit":["b64"]', '"crit":null', '"crit":"exp"', '"crit":[""]'],
    ...['"crit":["http://example.com/x"],"http://example.com/x":1', '"zip":"DEF"', '"zip":""'],
    ...['"cty":"JWT"', '"cty":"application/json"', '"typ":"JWE"', '"typ":"JOSE"'],
    ...['"typ":"logout+jwt"', '"typ":"dpop+jwt"', '"typ":"JWT "', '"typ":["JWT"]', '"typ":null'],
    ...['"enc":"A128GCM"', '"typ":"application/jwt"', '"typ":""', '"typ":"JWS"'],
  ])('12: that says %s is refused', async (member) => {
    const server = await startServer();
    expect(await ask(server, forge(headerWith(member), CLAIMS))).toEqual(INVALID);
  });

  it.each([
    ...['', 'true', '0', '"HS256"', '[{"alg":"HS256"}]', '{"alg":"HS256"', '{alg:"HS256"}'],
    ...['\ufeff{"alg":"HS256"}', '{"alg":"HS256"}\0', '{"alg":"HS256"}{}', "{'alg':'HS256'}"],
    ...['{"alg":"HS256",}', '/**/{"alg":"HS256"}', '['.repeat(4000)],
  ])('12: that reads %j is refused', async (text) => {
    const server = await startServer();
    expect(await ask(server, forge(text, CLAIMS))).toEqual(INVALID);
  });

  it('12: in UTF-16 or with a byte that is no UTF-8 is refused', async () => {
    const server = await startServer();
    const genuine = Buffer.from('{"alg":"HS256","typ":"JWT"}');
    for (const bytes of [
      Buffer.from(genuine.toString(), 'utf16le'),
      Buffer.concat([genuine, Buffer.from([0xff])]),
    ]) {
      const input = `${bytes.toString('base64url')}.${encode(CLAIMS)}`;
      const hmac = createHmac('sha256', SECRET_KEY).update(input).digest('base64url');
      expect(await ask(server, `${input}.${hmac}`)).toEqual(INVALID);
    }
  });

  it('12: and all that it stands before, in another serialization, is refused', async () => {
    const server = await startServer();
    const genuine = forge(HEADER, CLAIMS);
    const [head = '', payload = '', signature = ''] = genuine.split('.');
    for (const token of [
      JSON.stringify({ protected: head, payload, signature }),
      JSON.stringify({ payload, signatures: [{ protected: head, signature }] }),
      `${head}.${encode(JSON.stringify(CLAIMS))}..${signature}`,
      `${head}.${payload}.${signature}.`,
      `${head}..${payload}.${signature}`,
      `${encode({ alg: 'dir', enc: 'A256GCM' })}..${encode('iv')}.${payload}.${signature}`,
      `${head}.${payload}.${signature}#`,
      `"${genuine}"`,
      `Bearer:${genuine}`,
      `${genuine},${genuine}`,
      encode(genuine),
      genuine.replaceAll('.', '%2e'),
      `${genuine}%00`,
    ]) {
      expect(await ask(server, token), token).toEqual(INVALID);
    }
  });
});

/** A token that the attacker signs with a key of their own. */
function signed(header: Record<string, unknown>, key: KeyObject): string {
  const input = `${encode(header)}.${encode(CLAIMS)}`;
  const padding =
    header.alg === 'PS256' ? constants.RSA_PKCS1_PSS_PADDING : constants.RSA_PKCS1_PADDING;
  const isRsa = key.asymmetricKeyType === 'rsa';
  const signature = sign(
    'sha256',
    Buffer.from(input),
    isRsa ? { key, padding } : { key, dsaEncoding: 'ieee-p1363' },
  );
  return `${input}.${signature.toString('base64url')}`;
}
