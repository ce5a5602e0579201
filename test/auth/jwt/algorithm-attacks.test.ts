import { constants, createHash, createHmac, privateEncrypt, sign } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { startServer } from '../../support/server.ts';
import { ask, CLAIMS, encode, refusal } from './forge.ts';
import { signedBy, signers } from './signer.ts';
import type { Signer } from './signer.ts';

/**
 * What is known of attacks on signatures, on a server of each algorithm, by somebody who can have all
 * bytes signed as they like. The kinds of signatures are those of Project Wycheproof's vectors.
 */

const INVALID = refusal('Token is invalid');

/** The order of P-256's group, and of Ed25519's. */
const P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const ED25519_ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

const signer = (algorithm: string): Signer => {
  const found = signers.find((each) => each.algorithm === algorithm);
  if (found === undefined) throw new Error(`no signer for ${algorithm}`);
  return found;
};

describe.each(signers)('a server that signs with $algorithm', (own) => {
  const { header, keys } = own;
  const input = `${encode(header)}.${encode(CLAIMS)}`;
  const genuine = signedBy(own, header, CLAIMS);

  it('10: accepts what the key has signed, in its one spelling', async () => {
    const server = await startServer(own.settings());
    expect((await ask(server, genuine)).status).toBe(200);
    expect((await ask(server, signedBy(own, { ...header, typ: 'jwt' }, CLAIMS))).status).toBe(200);
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const twin = alphabet[alphabet.indexOf(genuine.slice(-1)) ^ 1] ?? '';
    for (const token of [genuine.slice(0, -1) + twin, `${genuine}=`, genuine.slice(0, -1)]) {
      expect(await ask(server, token)).toEqual(INVALID);
    }
  });

  it('10: refuses every other algorithm, signed or not, whatever key is named', async () => {
    const server = await startServer(own.settings());
    const names = ['none', 'None', 'NONE', 'nOnE', '', 'HS256', 'HS384', 'HS512', 'RS256', 'RS384'];
    names.push('RS512', 'PS256', 'PS384', 'ES256', 'ES256K', 'ES384', 'EdDSA', 'Ed25519', 'Ed448');
    for (const alg of names.filter((name) => name !== own.algorithm)) {
      for (const kid of [undefined, header.kid]) {
        const token = signedBy(own, { alg, typ: 'JWT', kid }, CLAIMS);
        expect(await ask(server, token), alg).toEqual(INVALID);
        const bare = token.slice(0, token.lastIndexOf('.') + 1);
        expect(await ask(server, bare), alg).toEqual(INVALID);
        expect(await ask(server, `${bare}${encode('none')}`), alg).toEqual(INVALID);
      }
    }
  });

  it('10: refuses a token that another key of the same kind has signed', async () => {
    const server = await startServer(own.settings());
    for (const other of signers.filter((each) => each !== own)) {
      expect(await ask(server, signedBy(other, header, CLAIMS))).toEqual(INVALID);
      const unknown = signedBy(other, other.header, CLAIMS);
      // The shared secret was the server's first key, and what it signed is let expire.
      if (other.keys !== undefined) expect(await ask(server, unknown)).toEqual(INVALID);
    }
  });

  it('10: refuses signatures that are empty, of zeros, of another length, or somebody else’s', async () => {
    const server = await startServer(own.settings());
    const signature = own.signatureOf(input);
    const foreign = own.signatureOf(`${encode(header)}.${encode({ ...CLAIMS, user_id: '2' })}`);
    for (const bytes of [
      ...[Buffer.alloc(1), Buffer.alloc(32), Buffer.alloc(64), Buffer.alloc(256)],
      ...[Buffer.alloc(64, 0xff), Buffer.alloc(signature.length, 1), foreign],
      ...[signature.subarray(1), signature.subarray(0, -1)],
      ...[Buffer.concat([signature, Buffer.alloc(1)]), Buffer.concat([Buffer.alloc(1), signature])],
      ...[Buffer.concat([signature, signature]), Buffer.from(signature.toString('hex'))],
      Buffer.from(signature).reverse(),
    ]) {
      expect(await ask(server, `${input}.${bytes.toString('base64url')}`)).toEqual(INVALID);
    }
    expect(await ask(server, `${input}.`)).toEqual(INVALID);
  });

  it('10: takes none of two names for a permission', async () => {
    const server = await startServer(own.settings());
    const kid = header.kid === undefined ? '' : `,"kid":"${header.kid}"`;
    for (const [names, last] of [
      [`"alg":"${own.algorithm}","alg":"none"`, 'none'],
      [`"alg":"none","alg":"${own.algorithm}"`, own.algorithm],
    ] as const) {
      const head = `{${names},"typ":"JWT"${kid}}`;
      // Unsigned it is refused, whichever of them counts.
      for (const signature of ['', 'A', encode('none'), 'A'.repeat(86)]) {
        const token = `${encode(head)}.${encode(CLAIMS)}.${signature}`;
        expect(await ask(server, token)).toEqual(INVALID);
      }
      const { status } = await ask(server, signedBy(own, head, CLAIMS));
      expect(status).toBe(last === 'none' ? 401 : 200);
    }
  });

  it.each([
    { jwk: { kty: 'oct', k: encode('secret') } },
    { jku: 'http://127.0.0.1:1/keys' },
    { x5u: 'http://127.0.0.1:1/cert' },
    { x5c: ['MII'] },
    { x5t: 'a' },
    { url: 'http://127.0.0.1:1/' },
    { kid: '../../../../dev/null' },
    { kid: '/proc/self/environ' },
    { kid: "x' UNION SELECT 'x" },
    { kid: 'HS256' },
    { kid: ['a'] },
    { kid: null },
    { kid: '' },
    { kid: `${'A'.repeat(43)}\n` },
  ])('11: refuses the header %j, and asks nobody for a key', async (extra) => {
    const server = await startServer(own.settings());
    const { database } = server.dependencies;
    const spies = (['find', 'get', 'all'] as const).map((method) => vi.spyOn(database, method));
    for (const each of signers) {
      const token = signedBy(own, { ...each.header, ...extra }, CLAIMS);
      expect(await ask(server, token)).toEqual(INVALID);
    }
    for (const spy of spies) expect(spy).not.toHaveBeenCalled();
  });

  it.each([
    { crit: ['kid'] },
    { crit: [] },
    { crit: ['b64'], b64: false },
    { b64: false },
    { zip: 'DEF' },
    { enc: 'A256GCM' },
    { cty: 'JWT' },
    { typ: 'at+jwt' },
    { typ: 'JOSE' },
  ])('12: refuses the header %j', async (extra) => {
    const server = await startServer(own.settings());
    expect(await ask(server, signedBy(own, { ...header, ...extra }, CLAIMS))).toEqual(INVALID);
  });

  it('12: refuses a header that is no object, and a payload without its dots', async () => {
    const server = await startServer(own.settings());
    for (const head of ['null', '[]', '5', '"x"', '{', '']) {
      expect(await ask(server, signedBy(own, head, CLAIMS))).toEqual(INVALID);
    }
    const [head = '', payload = '', signature = ''] = genuine.split('.');
    for (const token of [
      `${head}.${payload}`,
      `${head}..${signature}`,
      `.${payload}.${signature}`,
    ]) {
      expect(await ask(server, token)).toEqual(INVALID);
    }
  });

  it('13: checks claims alike: times, ids, and what they must be', async () => {
    const server = await startServer(own.settings());
    for (const [claims, message] of [
      [{ exp: undefined }, "Token has no 'exp' claim"],
      [{ exp: CLAIMS.iat }, 'Token is expired'],
      [{ exp: '9999999999' }, 'Token is invalid'],
      [{ nbf: CLAIMS.iat + 60 }, 'Token is invalid'],
      [{ jti: undefined }, 'Token has no id'],
      [{ token_type: 'refresh' }, 'Token has wrong type'],
    ] as const) {
      const token = signedBy(own, header, { ...CLAIMS, ...claims });
      expect(await ask(server, token)).toEqual(refusal(message));
    }
    for (const payload of ['null', '5', '"x"', '[]', '']) {
      expect((await ask(server, signedBy(own, header, payload))).status).toBe(401);
    }
  });

  if (keys === undefined) return;

  it('10: refuses its public key as an HMAC key, in each of its spellings', async () => {
    const server = await startServer(own.settings());
    const { publicKey } = keys;
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const jwk = publicKey.export({ format: 'jwk' });
    const [published] = (
      (await (await fetch(`${server.origin}/.well-known/jwks.json`)).json()) as { keys: object[] }
    ).keys;
    for (const key of [
      ...[pem, pem.trim(), `${pem}\n`, pem.replaceAll('\n', '\r\n'), pem.replaceAll('\n', '')],
      publicKey.export({ type: 'spki', format: 'der' }),
      ...[JSON.stringify(jwk), JSON.stringify(published), JSON.stringify({ keys: [published] })],
      ...Object.values(jwk).map((value) => Buffer.from(String(value), 'base64url')),
      header.kid ?? '',
    ]) {
      for (const kid of [undefined, header.kid]) {
        const head = { alg: 'HS256', typ: 'JWT', kid };
        const text = `${encode(head)}.${encode(CLAIMS)}`;
        const hmac = createHmac('sha256', key).update(text).digest('base64url');
        expect(await ask(server, `${text}.${hmac}`)).toEqual(INVALID);
      }
    }
  });

  it('11: a key that it does not know costs one look, not one a request', async () => {
    const server = await startServer(own.settings());
    await ask(server, genuine);
    const looks = vi.spyOn(server.dependencies.database, 'all');
    const unknown = (index: number): string =>
      signedBy(own, { ...header, kid: String(index).padStart(43, 'x') }, CLAIMS);
    server.advance(1000);
    for (const index of [1, 1, 2, 3, 4]) {
      expect(await ask(server, unknown(index))).toEqual(INVALID);
    }
    await Promise.all(Array.from({ length: 20 }, (_, index) => ask(server, unknown(index))));
    expect(looks).toHaveBeenCalledTimes(1);
    // A genuine one costs none.
    expect((await ask(server, signedBy(own, header, { ...CLAIMS, jti: 'b' }))).status).toBe(200);
    expect(looks).toHaveBeenCalledTimes(1);
  });
});

describe('ES256', () => {
  const own = signer('ES256');
  const input = `${encode(own.header)}.${encode(CLAIMS)}`;
  const tokenOf = (r: bigint, s: bigint): string =>
    `${input}.${Buffer.concat([toBytes(r), toBytes(s)]).toString('base64url')}`;
  const signature = own.signatureOf(input);
  const r = toNumber(signature.subarray(0, 32));
  const s = toNumber(signature.subarray(32));
  const n = P256_ORDER;

  it('10: refuses r and s that no signature has, as of 0 (CVE-2022-21449)', async () => {
    const server = await startServer(own.settings());
    const odd = [0n, 1n, n, n - 1n, n + 1n, 2n ** 256n - 1n];
    for (const [one, other] of [
      ...odd.flatMap((each) => odd.map((another) => [each, another] as const)),
      ...odd.flatMap((each) => [[r, each] as const, [each, s] as const]),
      ...([
        [s, r],
        [n - r, s],
        [r, (s + 1n) % n],
      ] as const),
    ]) {
      expect(await ask(server, tokenOf(one, other))).toEqual(INVALID);
    }
  });

  it('10: refuses DER, where r and s are to stand side by side (RFC 7518 §3.4)', async () => {
    const server = await startServer(own.settings());
    const { privateKey } = own.keys ?? {};
    if (privateKey === undefined) throw new Error('no key');
    const der = sign('sha256', Buffer.from(input), privateKey);
    for (const bytes of [der, Buffer.from('3006020100020100', 'hex'), Buffer.from('3000', 'hex')]) {
      expect(await ask(server, `${input}.${bytes.toString('base64url')}`)).toEqual(INVALID);
    }
  });

  it('10: a signature’s mirror image (r, n − s) is the same token, and ends with it', async () => {
    const server = await startServer(own.settings());
    const mirrored = tokenOf(r, n - s);
    expect((await ask(server, mirrored)).status).toBe(200);
    await server.dependencies.database.run('UPDATE users SET credentials_epoch = 1');
    expect((await ask(server, tokenOf(r, s))).status).toBe(401);
    expect((await ask(server, mirrored)).status).toBe(401);
  });
});

describe('RS256', () => {
  const own = signer('RS256');
  const input = `${encode(own.header)}.${encode(CLAIMS)}`;
  const hash = createHash('sha256').update(input).digest();
  const SHA256_INFO = Buffer.from('3031300d060960864801650304020105000420', 'hex');
  /** 00 01 FF … FF 00, what is signed, and zeros after it. */
  const block = (type: number, padding: number, info: Buffer): Buffer => {
    const head = Buffer.concat([
      Buffer.from([0, type]),
      Buffer.alloc(padding, 0xff),
      Buffer.from([0]),
      info,
    ]);
    return Buffer.concat([head, Buffer.alloc(256 - head.length)]);
  };
  const full = 256 - 3 - SHA256_INFO.length - hash.length;

  const raw = (bytes: Buffer): string => {
    const key = own.keys?.privateKey;
    if (key === undefined) throw new Error('no key');
    const signature = privateEncrypt({ key, padding: constants.RSA_NO_PADDING }, bytes);
    return `${input}.${signature.toString('base64url')}`;
  };

  it('10: refuses paddings that are not exactly PKCS #1’s (Bleichenbacher 2006)', async () => {
    const server = await startServer(own.settings());
    const info = Buffer.concat([SHA256_INFO, hash]);
    // The block itself is right: this is what the others differ from.
    expect((await ask(server, raw(block(1, full, info)))).status).toBe(200);
    const withoutNull = Buffer.from('302f300b060960864801650304020104 20'.replace(' ', ''), 'hex');
    const sha1 = Buffer.concat([
      Buffer.from('3021300906052b0e03021a05000414', 'hex'),
      createHash('sha1').update(input).digest(),
    ]);
    for (const bytes of [
      block(2, full, info),
      block(0, full, info),
      block(1, 8, info),
      block(1, full - 1, info),
      block(1, full + SHA256_INFO.length, hash),
      block(1, full + 2, Buffer.concat([withoutNull, hash])),
      block(1, 256 - 3 - sha1.length, sha1),
      block(1, full, Buffer.concat([SHA256_INFO, Buffer.alloc(32)])),
      Buffer.concat([Buffer.alloc(255), Buffer.from([1])]),
      Buffer.alloc(256),
    ]) {
      expect(await ask(server, raw(bytes))).toEqual(INVALID);
    }
  });

  it('10: refuses the same key’s PSS, and other hashes', async () => {
    const server = await startServer(own.settings());
    const key = own.keys?.privateKey;
    if (key === undefined) throw new Error('no key');
    for (const [digest, padding] of [
      ['sha256', constants.RSA_PKCS1_PSS_PADDING],
      ['sha1', constants.RSA_PKCS1_PADDING],
      ['sha384', constants.RSA_PKCS1_PADDING],
      ['sha512', constants.RSA_PKCS1_PADDING],
    ] as const) {
      const signature = sign(digest, Buffer.from(input), { key, padding });
      expect(await ask(server, `${input}.${signature.toString('base64url')}`)).toEqual(INVALID);
    }
  });
});

describe('EdDSA', () => {
  const own = signer('EdDSA');
  const input = `${encode(own.header)}.${encode(CLAIMS)}`;

  it('10: refuses S beyond the group’s order, and points of small order', async () => {
    const server = await startServer(own.settings());
    const signature = own.signatureOf(input);
    const point = signature.subarray(0, 32);
    const scalar = toNumber(Buffer.from(signature.subarray(32)).reverse());
    const identity = Buffer.concat([Buffer.from([1]), Buffer.alloc(31)]);
    const order2 = Buffer.from('ec' + 'ff'.repeat(30) + '7f', 'hex');
    for (const [R, S] of [
      [point, scalar + ED25519_ORDER],
      [point, scalar + 2n * ED25519_ORDER],
      [point, 0n],
      [point, ED25519_ORDER],
      [identity, 0n],
      [identity, scalar],
      [order2, 0n],
      [Buffer.alloc(32), 0n],
      [Buffer.alloc(32, 0xff), scalar],
    ] as const) {
      const bytes = Buffer.concat([R, toBytes(S).reverse()]);
      expect(await ask(server, `${input}.${bytes.toString('base64url')}`)).toEqual(INVALID);
    }
  });
});

/** 32 bytes, the greatest first. */
function toBytes(number: bigint): Buffer {
  return Buffer.from(number.toString(16).padStart(64, '0'), 'hex');
}

function toNumber(bytes: Buffer): bigint {
  return BigInt(`0x${bytes.toString('hex')}`);
}
